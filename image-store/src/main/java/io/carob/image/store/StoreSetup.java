package io.carob.image.store;

import io.carob.api.CarobException;
import io.carob.api.driver.DriverTable;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.image.store.ImageStoreComponent.Config;
import io.carob.image.store.gc.GcPolicy;
import io.carob.image.store.registry.RegistrySettings;
import java.nio.file.Path;
import java.time.Duration;

/** What the configuration means; knows no framework. */
final class StoreSetup {

  private StoreSetup() {}

  static DriverTable<SnapshotDriver> drivers(Config config) {
    return new DriverTable<>(
        "snapshotter",
        Duration.ofSeconds(config.driver_wait_seconds()),
        Duration.ofSeconds(config.driver_drain_seconds()),
        Duration.ofSeconds(config.driver_call_seconds()));
  }

  static RegistrySettings registries(Config config) {
    String credentials = config.registry_credentials();
    return RegistrySettings.of(
            Path.of(config.registry_hosts()),
            credentials.isEmpty() ? RegistrySettings.userConfig() : Path.of(credentials))
        .with(config.registry_default(), config.registry_parallel());
  }

  /**
   * When garbage goes.
   *
   * @throws CarobException {@code INVALID_ARGUMENT} when it cannot be read
   */
  static GcPolicy policy(Config config) {
    return new GcPolicy(
        config.keep_blobs(),
        Duration.ofMinutes(config.gc_min_age_minutes()),
        GcPolicy.limit(Duration.ofHours(config.gc_max_age_hours())),
        GcPolicy.limit(Duration.ofHours(config.gc_max_unused_hours())),
        GcPolicy.Watermark.parse(config.gc_high_watermark(), config.gc_low_watermark()));
  }

  static Duration interval(Config config) {
    return Duration.ofMinutes(config.gc_interval_minutes());
  }
}
