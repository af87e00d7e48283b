package io.carob.tck.volume;

import io.carob.api.volume.PublishRequest;
import io.carob.api.volume.UnpublishRequest;
import io.carob.api.volume.VolumeFields;
import io.carob.api.volume.VolumeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;

/** A node's folders, laid out as the core lays them out, and the core's part in the calls. */
final class Node {

  private static final String FIELDS_AT = "spec.volumes[0].tck";

  private final Path base;
  private final MemoryObjects objects;

  Node(Path temporary, MemoryObjects objects) throws IOException {
    this.base = temporary.toRealPath();
    this.objects = objects;
    Files.writeString(Files.createDirectories(base.resolve("pods")).resolve("other"), "untouched");
  }

  Path base() {
    return base;
  }

  /** Makes the place of a volume: pod {@code n} has the uid and the namespace {@code pod-n}. */
  PublishRequest volume(int n, Map<String, Object> fields) {
    VolumeId id = new VolumeId("pod-" + n, namespace(n), "pod-" + n, "tck");
    Path place = base.resolve("pods").resolve(id.podUid()).resolve("volumes/tck/tck");
    try {
      Files.createDirectories(place);
      Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-x---"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new PublishRequest(id, place, VolumeFields.of(FIELDS_AT, fields), objects);
  }

  static String namespace(int n) {
    return "pod-" + n;
  }

  /** The same volume, to be taken away or measured. */
  static UnpublishRequest same(PublishRequest request) {
    return new UnpublishRequest(request.id(), request.place(), request.fields());
  }

  /** All files of the node but those in this volume's place. */
  SortedMap<String, String> besides(PublishRequest request) {
    return Listing.without(base, request.place());
  }

  /** Deletes a volume's place, as the core does after unpublish. */
  static void delete(PublishRequest request) throws IOException {
    try (var walk = Files.walk(request.place())) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
