package io.carob.volume.emptydir;

import io.carob.api.Usage;
import io.carob.api.volume.PublishRequest;
import io.carob.api.volume.PublishedVolume;
import io.carob.api.volume.UnpublishRequest;
import io.carob.api.volume.VolumeFields;
import io.carob.api.volume.VolumePlugin;
import org.osgi.service.component.annotations.Component;

/**
 * The volume type {@code emptyDir}: a folder that is empty at first, shared by the pod's
 * containers, and gone with the pod.
 *
 * <p>Fields: {@code medium} (empty, or {@code Memory} for a tmpfs) and {@code sizeLimit}, as in
 * Kubernetes; but the limit is hard: who writes beyond it gets {@code ENOSPC}, and nobody is
 * evicted. On disk a limit below 256 KiB counts as 256 KiB, and one beyond the whole disk as none.
 */
@Component(service = VolumePlugin.class, property = "carob.driver=emptyDir")
public final class EmptyDirPlugin implements VolumePlugin {

  @Override
  public String name() {
    return "emptyDir";
  }

  @Override
  public void validate(VolumeFields fields) {
    EmptyDirFields unused = EmptyDirFields.parse(fields);
  }

  @Override
  public PublishedVolume publish(PublishRequest request) {
    EmptyDirFields fields = EmptyDirFields.parse(request.fields());
    return new PublishedVolume(new EmptyDirVolume(request.place()).publish(fields), false);
  }

  @Override
  public void unpublish(UnpublishRequest request) {
    new EmptyDirVolume(request.place()).unpublish();
  }

  @Override
  public Usage usage(UnpublishRequest request) {
    return new EmptyDirVolume(request.place()).usage();
  }
}
