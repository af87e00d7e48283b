package io.carob.sandbox.node;

/**
 * The configuration {@code io.carob.sandbox}; an underscore in a name is a dot in its key. Lists
 * may be written as one text: names with commas between them, a command's words with spaces.
 */
@interface SandboxConfig {

  /** The pause process, statically linked, and its arguments; found in {@code PATH}. */
  String[] pause_command() default {"catatonit", "-P"};

  /** OCI runtimes to try, in this order: names in {@code PATH}, or absolute paths. */
  String[] runtimes() default {"crun", "runc"};

  /** conmon: a name in {@code PATH}, or an absolute path. */
  String conmon() default "conmon";

  /** Folder of network configurations; the first by name is used. */
  String cni_conf_dir() default "/etc/cni/net.d";

  /** Folders of network plugins. */
  String[] cni_bin_dir() default {"/usr/lib/cni", "/opt/cni/bin"};
}
