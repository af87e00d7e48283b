package io.carob.engine;

import io.carob.api.Usage;
import io.carob.api.driver.CheckedDriver;
import io.carob.api.driver.DriverOperations;
import io.carob.api.volume.PublishRequest;
import io.carob.api.volume.PublishedVolume;
import io.carob.api.volume.UnpublishRequest;
import io.carob.api.volume.VolumeFields;
import io.carob.api.volume.VolumePlugin;

/** A volume plugin as the engine calls it: within its limit, its answers looked at. */
final class CheckedVolume extends CheckedDriver<VolumePlugin> implements VolumePlugin {

  CheckedVolume(VolumePlugin driver, DriverOperations call) {
    super(driver, call);
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
