package io.carob.image.store.registry;

import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.ImageReference;
import io.carob.api.image.LayerInfo;
import io.carob.api.image.RegistryOptions;
import io.carob.image.store.archive.RemoteBlobs;
import io.carob.image.store.content.BlobLease;
import io.carob.image.store.content.BlobStore;
import io.carob.image.store.meta.ImageRow;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Brings one blob of an image that is recorded from the registries that its names lead to. */
final class Refetch {

  /** Prepares a pull of the image from a place, by the node's own credentials. */
  interface Source {
    Pull from(Place place, RegistryOptions options);
  }

  private final BlobStore blobs;
  private final String defaultRegistry;
  private final Source source;

  Refetch(BlobStore blobs, String defaultRegistry, Source source) {
    this.blobs = blobs;
    this.defaultRegistry = defaultRegistry;
    this.source = source;
  }

  /** Tries one name after the other; empty when the blob is there, otherwise the last failure. */
  Optional<String> bring(ImageRow image, List<ImageReference> names, Digest blob) {
    Optional<String> why = Optional.of("no name of the image leads to a registry");
    for (ImageReference name : names) {
      if (name.registry().isEmpty() && defaultRegistry.isEmpty()) {
        continue;
      }
      try {
        fetch(image, source.from(Place.of(name, defaultRegistry), options(image)), blob);
        return Optional.empty();
      } catch (CarobException e) {
        why = Optional.of(String.valueOf(e.getMessage()));
        if (Thread.currentThread().isInterrupted()) {
          break;
        }
      }
    }
    return why;
  }

  private static RegistryOptions options(ImageRow image) {
    return RegistryOptions.DEFAULT.withPlatform(image.platform());
  }

  private void fetch(ImageRow image, Pull pull, Digest blob) {
    if (!blob.equals(image.manifest())) {
      byte[] unused = pull.manifest(image.manifest()); // the registry is there, and has the image
    }
    blobs.delete(blob); // what is left of it is of no use
    try (BlobLease lease = blobs.lease()) {
      Optional<LayerInfo> layer =
          image.layers().stream().filter(one -> one.blob().equals(blob)).findFirst();
      if (layer.isPresent()) {
        pull.fetch(List.of(new RemoteBlobs.Layer(blob, layer.get().size())), lease);
      } else {
        byte[] bytes = blob.equals(image.manifest()) ? pull.manifest(blob) : pull.document(blob);
        Digest unused =
            lease.ingest(
                new ByteArrayInputStream(bytes),
                Optional.of(blob),
                OptionalLong.of(bytes.length),
                done -> {});
      }
      lease.keep();
    }
    if (!blobs.has(blob)) {
      throw new CarobException(ErrorCode.INTERNAL, "blob " + blob + " did not stay");
    }
  }
}
