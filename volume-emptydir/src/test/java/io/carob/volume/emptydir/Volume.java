package io.carob.volume.emptydir;

import io.carob.api.Usage;
import io.carob.api.volume.PublishRequest;
import io.carob.api.volume.UnpublishRequest;
import io.carob.api.volume.VolumeFields;
import io.carob.api.volume.VolumeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The core's side of one volume: the place, and each call made on a new plugin. */
final class Volume {

  private static final VolumeId ID = new VolumeId("uid", "default", "pod", "scratch");

  private final Path place;
  private final VolumeFields fields;

  Volume(Path place, Map<String, Object> fields) {
    this.place = place;
    this.fields = VolumeFields.of("emptyDir", fields);
  }

  Path publish() {
    return new EmptyDirPlugin()
        .publish(new PublishRequest(ID, place, fields, (kind, namespace, name) -> Optional.empty()))
        .path();
  }

  void unpublish() {
    new EmptyDirPlugin().unpublish(new UnpublishRequest(ID, place, fields));
  }

  Usage usage() {
    return new EmptyDirPlugin().usage(new UnpublishRequest(ID, place, fields));
  }

  /** The files behind loop devices that lie in the place. */
  List<Path> loopFiles() {
    try (var devices = Files.newDirectoryStream(Path.of("/sys/block"), "loop*")) {
      var out = new ArrayList<Path>();
      for (Path device : devices) {
        backingFile(device).filter(file -> file.startsWith(place)).ifPresent(out::add);
      }
      return out;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Path> backingFile(Path device) throws IOException {
    try {
      return Optional.of(Path.of(Files.readString(device.resolve("loop/backing_file")).strip()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
