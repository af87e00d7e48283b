package io.carob.example.git;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration {@code io.carob.example.git}; an underscore in a name is a dot in its key. */
@ObjectClassDefinition(
    name = "Git volumes",
    description = "Where volumes of the type git.carob.io may come from, and how.")
@interface GitConfig {

  @AttributeDefinition(
      description =
          "Protocols that repositories may be read by: of https, ssh, git and file, with commas"
              + " between them. (live, since 0.1)")
  String protocols() default "https";

  @AttributeDefinition(
      description =
          "File with users and passwords of https, one line such as https://user:password@host for"
              + " each host; readable by root alone. Empty for none. (live, since 0.1)")
  String credentials_file() default "";

  @AttributeDefinition(
      description =
          "File with the private key of ssh, without a passphrase. Empty for none."
              + " (live, since 0.1)")
  String ssh_key_file() default "";

  @AttributeDefinition(
      description =
          "File with the keys of ssh hosts, as in known_hosts; others are refused."
              + " (live, since 0.1)")
  String ssh_hosts_file() default "/etc/ssh/ssh_known_hosts";

  @AttributeDefinition(
      description =
          "How long the making of one volume may take, in seconds. Below driver.call.seconds of the"
              + " engine. (live, since 0.1)",
      min = "1",
      max = "3600")
  int timeout_seconds() default 100;

  @AttributeDefinition(
      description =
          "How much one volume may have, in bytes: what is fetched, and the files, each as whole"
              + " blocks of 4096. (live, since 0.1)",
      min = "1048576")
  long most_bytes() default 1L << 30;
}
