package io.carob.engine;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.volume.PublishRequest;
import io.carob.api.volume.PublishedVolume;
import io.carob.api.volume.UnpublishRequest;
import io.carob.api.volume.VolumeFields;
import io.carob.api.volume.VolumePlugin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** A volume type: a folder; with a field {@code name}, the keys of that config map as files. */
final class FakeVolume implements VolumePlugin {

  private final FakeKernel kernel;
  private final String name;

  FakeVolume(FakeKernel kernel, String name) {
    this.kernel = kernel;
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void validate(VolumeFields fields) {
    fields.allowOnly(Set.of("name", "medium"));
  }

  @Override
  public PublishedVolume publish(PublishRequest request) {
    return kernel.call(
        "publish " + request.id().volume(),
        () -> {
          Path data = request.place().resolve("data");
          try {
            Files.createDirectories(data);
            if (request.fields().text("name").isPresent()) {
              String map = request.fields().requiredText("name");
              Map<String, byte[]> files =
                  request
                      .objects()
                      .data("ConfigMap", request.id().namespace(), map)
                      .orElseThrow(
                          () ->
                              new CarobException(
                                  ErrorCode.NOT_FOUND, "config map " + map + " is not there"));
              for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Files.write(data.resolve(file.getKey()), file.getValue());
              }
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return new PublishedVolume(data, name.equals("configMap"));
        });
  }

  @Override
  public void unpublish(UnpublishRequest request) {
    kernel.call("unpublish " + request.id().volume(), () -> true);
  }
}
