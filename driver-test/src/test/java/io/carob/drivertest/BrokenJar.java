package io.carob.drivertest;

import io.carob.api.snapshot.SnapshotDriver;
import io.carob.example.plain.PlainSnapshotDriver;
import io.carob.testing.TestJar;

/** A bundle with one of the {@link BrokenDrivers}. */
final class BrokenJar {

  private BrokenJar() {}

  /** One that no service loader finds. */
  static TestJar unnamed(Class<?> type) {
    return TestJar.bundle("io.acme.broken", "1.0.0")
        .header("Import-Package", "io.carob.api,io.carob.api.snapshot,io.carob.linux.fs")
        .types(PlainSnapshotDriver.class, BrokenDrivers.class, BrokenDrivers.Delegating.class)
        .component(SnapshotDriver.class, type);
  }

  static TestJar of(Class<?> type) {
    return unnamed(type).provider(SnapshotDriver.class, type);
  }
}
