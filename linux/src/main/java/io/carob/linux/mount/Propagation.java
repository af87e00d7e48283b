package io.carob.linux.mount;

/** How mounts and unmounts below a mount travel to its copies. */
public enum Propagation {
  /** Both ways. */
  SHARED(1 << 20),
  /** From the origin only. */
  SLAVE(1 << 19),
  /** Not at all. */
  PRIVATE(1 << 18),
  /** Not at all, and the mount cannot be bound elsewhere. */
  UNBINDABLE(1 << 17);

  private final int flag;

  Propagation(int flag) {
    this.flag = flag;
  }

  int flag() {
    return flag;
  }
}
