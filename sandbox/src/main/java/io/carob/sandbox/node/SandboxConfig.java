package io.carob.sandbox.node;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * The configuration {@code io.carob.sandbox}; an underscore in a name is a dot in its key. Lists
 * may be written as one text: names with commas between them, a command's words with spaces.
 */
@ObjectClassDefinition(
    name = "Sandbox",
    description = "The programs that pods are made with, and their networks.")
@interface SandboxConfig {

  @AttributeDefinition(
      description =
          "The pause process, statically linked, and its arguments; found in PATH. Words with"
              + " spaces between them. (live, since 0.1)")
  String[] pause_command() default {"catatonit", "-P"};

  @AttributeDefinition(
      description =
          "OCI runtimes to try, in this order: names in PATH, or absolute paths. (live, since 0.1)")
  String[] runtimes() default {"crun", "runc"};

  @AttributeDefinition(
      description = "conmon: a name in PATH, or an absolute path. (live, since 0.1)")
  String conmon() default "conmon";

  @AttributeDefinition(
      description =
          "Folder of network configurations; the first by name is used. (live, since 0.1)")
  String cni_conf_dir() default "/etc/cni/net.d";

  @AttributeDefinition(description = "Folders of network plugins. (live, since 0.1)")
  String[] cni_bin_dir() default {"/usr/lib/cni", "/opt/cni/bin"};
}
