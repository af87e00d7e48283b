package io.carob.drivertest;

import io.carob.api.sandbox.ContainerRuntime;
import io.carob.api.sandbox.SandboxDriver;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.volume.VolumePlugin;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The kinds of drivers, named as {@code carob driver ls} names them. */
enum Kind {
  SNAPSHOTTER(SnapshotDriver.class, SnapshotSuite.class),
  VOLUME(VolumePlugin.class, VolumeSuite.class),
  SANDBOX(SandboxDriver.class, SandboxSuite.class),
  RUNTIME(ContainerRuntime.class, RuntimeSuite.class);

  private final Class<?> type;
  private final Class<?> suite;

  Kind(Class<?> type, Class<?> suite) {
    this.type = type;
    this.suite = suite;
  }

  /** The interface that a driver implements. */
  Class<?> type() {
    return type;
  }

  /** The contract's tests. */
  Class<?> suite() {
    return suite;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Kind> ofWord(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
  }
}
