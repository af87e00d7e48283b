package io.carob.sandbox.container;

import io.carob.api.sandbox.SecuritySpec;
import io.carob.sandbox.host.RootFiles;
import io.carob.sandbox.oci.Identity;
import io.carob.sandbox.oci.IdentityPlan;
import java.nio.file.Path;

/** Looks users up inside a root file system, whose links never lead out of it. */
final class RootfsUsers {

  private RootfsUsers() {}

  static Identity resolve(Path rootfs, String user, SecuritySpec security) {
    String passwd = RootFiles.read(rootfs, "etc/passwd");
    String group = RootFiles.read(rootfs, "etc/group");
    return new IdentityPlan(passwd, group).resolve(user, security);
  }
}
