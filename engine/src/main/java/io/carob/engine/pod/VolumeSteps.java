package io.carob.engine.pod;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.volume.ConfigObjects;
import io.carob.api.volume.PublishRequest;
import io.carob.api.volume.PublishedVolume;
import io.carob.api.volume.UnpublishRequest;
import io.carob.api.volume.VolumePlugin;
import io.carob.engine.manifest.VolumeSources.VolumeSource;
import io.carob.engine.pod.PodState.VolumeState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Publishes a pod's volumes and takes them away again. */
final class VolumeSteps {

  private final Node node;
  private final PodFolder folder;
  private final PodCell cell;

  VolumeSteps(Node node, PodFolder folder, PodCell cell) {
    this.node = node;
    this.folder = folder;
    this.cell = cell;
  }

  /** Publishes what is not published yet. */
  void publishMissing(PodView pod) {
    for (VolumeSource source : pod.volumes()) {
      if (!cell.get().volumes().containsKey(source.name())) {
        publish(pod, source);
      }
    }
  }

  /** Publishes again the volumes for which a config object was read. */
  void republish(PodView pod, Set<String> objects) {
    for (VolumeSource source : pod.volumes()) {
      VolumeState published = cell.get().volumes().get(source.name());
      if (published != null && published.objects().stream().anyMatch(objects::contains)) {
        publish(pod, source);
      }
    }
  }

  /** Takes all volumes away whose place was made; the places go with the pod's folder. */
  void unpublishAll(PodView pod) {
    for (VolumeSource source : pod.volumes()) {
      Path place = folder.volume(source.plugin(), source.name());
      if (Files.exists(place) && !neverPublished(source, place)) {
        UnpublishRequest request =
            new UnpublishRequest(pod.volumeId(source.name()), place, source.fields());
        int form = form(source.name());
        node.volumes()
            .call(
                source.plugin(),
                place.toString(),
                plugin -> {
                  Forms.check(plugin, "volume \"" + source.name() + "\"", form);
                  plugin.unpublish(request);
                  return true;
                });
        Trees.delete(place);
      }
    }
  }

  /** A pod that waited in vain for its plugin must still be able to go. */
  private boolean neverPublished(VolumeSource source, Path place) {
    return !cell.get().volumes().containsKey(source.name())
        && !node.volumes().isThere(source.plugin())
        && Trees.isEmpty(place);
  }

  /** The form of what was published; nothing is known of a publishing that was cut off. */
  private int form(String volume) {
    VolumeState published = cell.get().volumes().get(volume);
    return published == null ? Forms.FIRST : published.form();
  }

  private record Published(PublishedVolume volume, int form) {}

  private static Published publish(
      VolumePlugin plugin, String name, int before, PublishRequest request) {
    Forms.check(plugin, "volume \"" + name + "\"", before);
    PublishedVolume volume = plugin.publish(request);
    return new Published(volume, Math.max(before, plugin.diskFormat()));
  }

  private void publish(PodView pod, VolumeSource source) {
    try {
      node.volumes().require(source.plugin());
    } catch (CarobException e) {
      throw new CarobException(e.code(), "volume \"" + source.name() + "\": " + e.getMessage(), e);
    }
    Path place = folder.volume(source.plugin(), source.name());
    folder.make(place);
    Set<String> read = new TreeSet<>();
    ConfigObjects objects =
        (kind, namespace, name) -> {
          read.add(kind + "/" + namespace + "/" + name);
          return node.objects().data(kind, namespace, name);
        };
    PublishRequest request =
        new PublishRequest(pod.volumeId(source.name()), place, source.fields(), objects);
    int before = form(source.name());
    try {
      Published published =
          node.volumes()
              .call(
                  source.plugin(),
                  place.toString(),
                  plugin -> publish(plugin, source.name(), before, request));
      PublishedVolume volume = published.volume();
      VolumeState next =
          new VolumeState(
              volume.path().toString(), volume.readOnly(), List.copyOf(read), published.form());
      cell.note(state -> state.withVolume(source.name(), next));
    } catch (CarobException e) {
      throw new CarobException(e.code(), "volume \"" + source.name() + "\": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      throw new CarobException(
          ErrorCode.INTERNAL,
          "volume \"" + source.name() + "\": plugin " + source.plugin() + " failed: " + e,
          e);
    }
  }
}
