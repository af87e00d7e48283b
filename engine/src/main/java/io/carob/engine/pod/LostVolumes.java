package io.carob.engine.pod;

import io.carob.api.volume.UnpublishRequest;
import io.carob.api.volume.VolumeFields;
import io.carob.api.volume.VolumeId;
import io.carob.engine.pod.PodState.VolumeState;
import java.nio.file.Path;
import java.util.Map;

/** Volumes of a pod that nobody knows any more: only their places say what they were. */
final class LostVolumes {

  private final Node node;

  LostVolumes(Node node) {
    this.node = node;
  }

  void unpublish(String podUid, Path podFolder) {
    Map<String, VolumeState> known =
        new LostStates(node).of(podUid).map(PodState::volumes).orElse(Map.of());
    for (Path plugin : Adoption.folders(podFolder.resolve("volumes"))) {
      for (Path place : Adoption.folders(plugin)) {
        String type = plugin.getFileName().toString();
        String name = place.getFileName().toString();
        VolumeState published = known.get(name);
        int form = published == null ? Forms.FIRST : published.form();
        UnpublishRequest request =
            new UnpublishRequest(
                new VolumeId(podUid, "", "", name), place, VolumeFields.of(type, Map.of()));
        node.volumes()
            .call(
                type,
                place.toString(),
                p -> {
                  Forms.check(p, "volume \"" + name + "\" of pod " + podUid, form);
                  p.unpublish(request);
                  return true;
                });
      }
    }
  }
}
