package io.carob.rest.image;

import io.carob.api.ImageReference;
import io.carob.api.image.Image;
import io.carob.api.image.ImageConfig;
import io.carob.api.image.LayerInfo;
import io.carob.rest.print.Human;
import io.carob.rest.print.Table;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Images in docker's words. */
final class ImageViews {

  private ImageViews() {}

  static Map<String, Object> json(Image image) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("Id", image.id());
    json.put("RepoTags", image.names());
    json.put("Manifest", image.manifest());
    json.put("Created", image.created());
    json.put("Architecture", image.platform().architecture());
    json.put("Os", image.platform().os());
    json.put("Variant", image.platform().variant());
    json.put("Size", image.size());
    json.put("Config", config(image.config()));
    json.put(
        "RootFS",
        Map.of(
            "Type", "layers", "Layers", image.layers().stream().map(LayerInfo::diffId).toList()));
    json.put("Layers", image.layers());
    return json;
  }

  private static Map<String, Object> config(ImageConfig config) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("User", config.user());
    json.put("Env", config.env());
    json.put("Entrypoint", config.entrypoint());
    json.put("Cmd", config.cmd());
    json.put("WorkingDir", config.workingDir());
    json.put("StopSignal", config.stopSignal());
    json.put("Labels", config.labels());
    json.put("ExposedPorts", config.exposedPorts());
    json.put("Volumes", config.volumes());
    return json;
  }

  static String table(List<Image> images, Instant now, boolean wide) {
    Table table = new Table("", "REPOSITORY", "TAG", "IMAGE ID", "CREATED", "SIZE", "PLATFORM");
    for (Image image : images) {
      String id = wide ? image.id().toString() : image.id().abbreviated();
      String created = image.created().map(t -> Human.age(t, now) + " ago").orElse("-");
      String size = Human.size(image.size());
      if (image.names().isEmpty()) {
        table.row("<none>", "<none>", id, created, size, image.platform());
      }
      for (ImageReference name : image.names()) {
        String repository =
            (name.registry().isEmpty() ? "" : name.registry() + "/") + name.repository();
        table.row(repository, name.tag().orElse("<none>"), id, created, size, image.platform());
      }
    }
    return table.print();
  }

  static List<String> names(List<Image> images) {
    return images.stream()
        .flatMap(
            image ->
                image.names().isEmpty()
                    ? java.util.stream.Stream.of(image.id().toString())
                    : image.names().stream().map(ImageReference::toString))
        .toList();
  }
}
