package io.carob.sandbox.host;

import io.carob.api.Mount;
import io.carob.linux.mount.Mounts;
import java.nio.file.Path;

/** Mounts for sandboxes and containers; a test has the kernel refuse. */
@FunctionalInterface
public interface Mounter {

  /** The kernel itself. */
  Mounter KERNEL = Mounts::mount;

  /** As {@link Mounts#mount}. */
  void mount(Mount mount, Path target);
}
