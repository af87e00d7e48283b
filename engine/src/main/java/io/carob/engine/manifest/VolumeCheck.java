package io.carob.engine.manifest;

import io.carob.api.volume.VolumeFields;

/** Lets a volume plugin look at its fields, when the plugin is there. */
@FunctionalInterface
public interface VolumeCheck {

  /**
   * Checks the fields of one volume; a plugin that is not there is no error: the pod waits for it.
   *
   * @throws io.carob.api.CarobException {@code INVALID_ARGUMENT} that names the field
   */
  void check(String plugin, VolumeFields fields);
}
