package io.carob.engine;

import io.carob.api.Usage;
import io.carob.api.driver.DriverInfo;
import io.carob.api.driver.DriverOperations;
import io.carob.api.volume.PublishRequest;
import io.carob.api.volume.PublishedVolume;
import io.carob.api.volume.UnpublishRequest;
import io.carob.api.volume.VolumeFields;
import io.carob.api.volume.VolumePlugin;
import java.nio.file.Path;

/** A volume plugin as the engine calls it: within its limit, its answers looked at. */
final class CheckedVolume implements VolumePlugin, Called {

  private final VolumePlugin driver;
  private final DriverOperations call;

  CheckedVolume(VolumePlugin driver, DriverOperations call) {
    this.driver = driver;
    this.call = call;
  }

  @Override
  public DriverInfo info() {
    return call.info();
  }

  @Override
  public String name() {
    return call.info().name();
  }

  @Override
  public void selfCheck(Path scratch) {
    call.tell("selfCheck", () -> driver.selfCheck(scratch));
  }

  @Override
  public int diskFormat() {
    return Called.format(call, driver::diskFormat);
  }

  @Override
  public boolean readsDiskFormat(int format) {
    return call.ask("readsDiskFormat", () -> driver.readsDiskFormat(format));
  }

  @Override
  public void validate(VolumeFields fields) {
    call.tell("validate", () -> driver.validate(fields));
  }

  @Override
  public PublishedVolume publish(PublishRequest request) {
    PublishedVolume answer = call.ask("publish", () -> driver.publish(request));
    if (!answer.path().isAbsolute()) {
      throw call.broken("publish", "V3", "\"" + answer.path() + "\", which is not absolute");
    }
    return answer;
  }

  @Override
  public void unpublish(UnpublishRequest request) {
    call.tell("unpublish", () -> driver.unpublish(request));
  }

  @Override
  public Usage usage(UnpublishRequest request) {
    return call.ask("usage", () -> driver.usage(request));
  }
}
