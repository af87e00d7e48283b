package io.carob.tck.volume;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.volume.PublishRequest;
import io.carob.api.volume.PublishedVolume;
import io.carob.api.volume.UnpublishRequest;
import io.carob.api.volume.VolumeFields;
import io.carob.api.volume.VolumePlugin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The smallest plugin that keeps the contract: a scratch folder ({@code folder} names it), or the
 * files of a config object ({@code object} names it).
 */
class ReferencePlugin implements VolumePlugin {

  @Override
  public String name() {
    return "reference";
  }

  @Override
  public void validate(VolumeFields fields) {
    fields.allowOnly(Set.of("folder", "object"));
    String folder = fields.text("folder").orElse("data");
    if (folder.contains("/") || folder.contains("..") || folder.isEmpty()) {
      throw fields.invalid("folder", "must be one name");
    }
  }

  @Override
  public PublishedVolume publish(PublishRequest request) {
    validate(request.fields());
    Optional<String> object = request.fields().text("object");
    Path folder = request.place().resolve(request.fields().text("folder").orElse("data"));
    try {
      Files.createDirectories(folder);
      if (object.isPresent()) {
        show(folder, data(request, object.get()));
      }
      return new PublishedVolume(folder, object.isPresent());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void unpublish(UnpublishRequest request) {}

  static Map<String, byte[]> data(PublishRequest request, String object) {
    return request
        .objects()
        .data("ConfigMap", request.id().namespace(), object)
        .orElseThrow(() -> new CarobException(ErrorCode.NOT_FOUND, "no config map " + object));
  }

  /** One generation after the other; old ones stay, which a real plugin would not do. */
  private static void show(Path folder, Map<String, byte[]> data) throws IOException {
    String next = ".." + UUID.nameUUIDFromBytes(join(data));
    Files.createDirectories(folder.resolve(next));
    for (Map.Entry<String, byte[]> file : data.entrySet()) {
      Files.write(folder.resolve(next).resolve(file.getKey()), file.getValue());
      link(folder, file.getKey(), "..data/" + file.getKey());
    }
    link(folder, "..data", next);
    for (String name : names(folder)) {
      if (!name.startsWith("..") && !data.containsKey(name)) {
        Files.delete(folder.resolve(name));
      }
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (var entries = Files.list(folder)) {
      return entries.map(p -> p.getFileName().toString()).toList();
    }
  }

  private static void link(Path folder, String name, String text) throws IOException {
    Path underWay = folder.resolve("..tmp");
    Files.deleteIfExists(underWay);
    Files.createSymbolicLink(underWay, Path.of(text));
    Files.move(underWay, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private static byte[] join(Map<String, byte[]> data) throws IOException {
    var out = new ByteArrayOutputStream();
    for (Map.Entry<String, byte[]> entry : data.entrySet()) {
      out.write(entry.getKey().getBytes(StandardCharsets.UTF_8));
      out.write(entry.getValue());
    }
    return out.toByteArray();
  }
}
