package com.example.alone;

import io.carob.api.volume.PublishRequest;
import io.carob.api.volume.PublishedVolume;
import io.carob.api.volume.UnpublishRequest;
import io.carob.api.volume.VolumeFields;
import io.carob.api.volume.VolumePlugin;
import java.util.Set;

/** A volume type. */
public final class Scratch implements VolumePlugin {

  /** For ServiceLoader. */
  public Scratch() {}

  @Override
  public String name() {
    return "scratch";
  }

  @Override
  public void validate(VolumeFields fields) {
    fields.allowOnly(Set.of("size"));
    if (fields.number("size").orElse(1L) < 1) {
      throw fields.invalid("size", "must be more than nothing");
    }
  }

  @Override
  public PublishedVolume publish(PublishRequest request) {
    validate(request.fields());
    return new PublishedVolume(request.place(), false);
  }

  @Override
  public void unpublish(UnpublishRequest request) {}
}
