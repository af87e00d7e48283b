package io.carob.image.store.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.ImageReference;
import io.carob.api.image.ArchiveFormat;
import io.carob.api.image.Image;
import io.carob.api.image.Images;
import io.carob.api.image.ImportProgress;
import io.carob.image.store.archive.MediaTypes;
import io.carob.image.store.content.BlobStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Writes images into an archive that appears only when it is complete. */
public final class Export {

  static final int DOCUMENT_LIMIT = 4 << 20;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final BlobStore blobs;
  private final ImportProgress progress;

  /** An image and the names that it gets in an archive. */
  public record Named(Image image, List<ImageReference> names) {

    /** Copies the names. */
    public Named {
      names = List.copyOf(names);
    }

    /** Finds images by what people type; one that is found twice is one. */
    public static List<Named> find(List<String> texts, Images images) {
      if (texts.isEmpty()) {
        throw new CarobException(ErrorCode.INVALID_ARGUMENT, "export: no image is named");
      }
      List<Named> found = new ArrayList<>();
      for (String text : texts) {
        Image image = images.get(text);
        Named named =
            new Named(
                image,
                image.names().stream()
                    .filter(name -> isSame(name, text))
                    .findFirst()
                    .map(List::of)
                    .orElse(image.names()));
        add(found, named);
      }
      return found;
    }

    private static boolean isSame(ImageReference name, String text) {
      try {
        return ImageReference.parse(text).equals(name);
      } catch (CarobException e) {
        return false; // the digits of a digest
      }
    }

    private static void add(List<Named> found, Named more) {
      for (int i = 0; i < found.size(); i++) {
        Named known = found.get(i);
        if (known.image.id().equals(more.image.id())
            && known.image.manifest().equals(more.image.manifest())) {
          Set<ImageReference> names = new TreeSet<>(known.names);
          names.addAll(more.names);
          found.set(i, new Named(known.image, List.copyOf(names)));
          return;
        }
      }
      found.add(more);
    }
  }

  /** Reads from the store, whose blobs nobody deletes meanwhile. */
  public Export(BlobStore blobs, ImportProgress progress) {
    this.blobs = blobs;
    this.progress = progress;
  }

  /** Writes the archive. */
  public void run(List<Named> images, Path target, ArchiveFormat format) {
    images.forEach(this::expectBlobs);
    try (NewTarget made = NewTarget.at(target, format == ArchiveFormat.OCI_FOLDER)) {
      switch (format) {
        case OCI_FOLDER -> new OciWriter(this, new FolderFiles(made.folder())).write(images);
        case OCI_ARCHIVE -> {
          ArchiveFile file = new ArchiveFile(made.file());
          new OciWriter(this, new TarFiles(file)).write(images);
          file.finish();
        }
        case DOCKER_ARCHIVE -> {
          ArchiveFile file = new ArchiveFile(made.file());
          new DockerWriter(this, file).write(images);
          file.finish();
        }
      }
      made.publish();
    } catch (IOException e) {
      throw failed(target, e);
    } catch (CarobException e) {
      throw e.code() == ErrorCode.RESOURCE_EXHAUSTED ? full(target, e) : e;
    }
  }

  private void expectBlobs(Named named) {
    named.image().layers().stream()
        .map(layer -> layer.blob())
        .filter(blob -> !blobs.has(blob))
        .findFirst()
        .ifPresent(
            blob -> {
              throw new CarobException(
                  ErrorCode.FAILED_PRECONDITION,
                  "export: image "
                      + named.image().id().abbreviated()
                      + " is unpacked here, but its blob "
                      + blob
                      + " is gone: keep.blobs=false let it go, or it was lost. Import or pull the"
                      + " image again, with keep.blobs=true");
            });
  }

  BlobStore blobs() {
    return blobs;
  }

  ImportProgress progress() {
    return progress;
  }

  byte[] document(Digest digest) {
    return blobs.read(digest, DOCUMENT_LIMIT);
  }

  /** What a manifest says of itself; OCI ones need not. */
  static String mediaType(byte[] manifest) throws IOException {
    JsonNode type = MAPPER.readTree(manifest).path("mediaType");
    return type.isTextual() ? type.textValue() : MediaTypes.OCI_MANIFEST;
  }

  private static CarobException failed(Path target, IOException e) {
    return new CarobException(
        ErrorCode.INTERNAL, "export to " + target + " failed: " + e.getMessage(), e);
  }

  private static CarobException full(Path target, CarobException e) {
    return new CarobException(
        ErrorCode.RESOURCE_EXHAUSTED, "export to " + target + " failed: " + e.getMessage(), e);
  }
}
