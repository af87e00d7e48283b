package io.carob.image.store.fuzz;

import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.Platform;
import io.carob.api.image.ImportProgress;
import io.carob.image.store.archive.ArchiveReader;
import io.carob.image.store.archive.Coming;
import io.carob.image.store.content.BlobStore;
import io.carob.image.store.kit.Layout;
import io.carob.image.store.kit.Tar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Image archives from documents: parts between lines of {@code --}. The last part is {@code
 * index.json}, or {@code manifest.json} when it is a list; those before are blobs, and {@code $n}
 * and {@code #n} in a later part stand for the digest and the size of part n.
 */
public final class ImageFuzz {

  private static final Set<ErrorCode> REFUSALS =
      Set.of(
          ErrorCode.DATA_LOSS,
          ErrorCode.INVALID_ARGUMENT,
          ErrorCode.RESOURCE_EXHAUSTED,
          ErrorCode.NOT_FOUND);
  private static final Platform HOST = new Platform("linux", "amd64", "");

  private ImageFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    try (Scratch scratch = new Scratch()) {
      Path archive = scratch.folder().resolve("image.tar");
      Files.write(archive, archive(new String(data, StandardCharsets.ISO_8859_1)));
      BlobStore blobs = new BlobStore(scratch.folder().resolve("content"));
      Outcome.of(
          () ->
              new ArchiveReader()
                  .read(archive, blobs, HOST, ImportProgress.NONE, Coming.NONE)
                  .close(),
          REFUSALS);
      if (!blobs.list().isEmpty()) {
        throw new AssertionError("blobs are left: " + blobs.list());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] archive(String text) {
    Layout layout = new Layout();
    List<byte[]> done = new ArrayList<>();
    String[] parts = text.split("\n--\n", 10);
    for (int i = 0; i < parts.length; i++) {
      String part = parts[i];
      for (int k = done.size() - 1; k >= 0; k--) {
        part = part.replace("$" + k, Digest.of(done.get(k)).toString());
        part = part.replace("#" + k, Integer.toString(done.get(k).length));
      }
      byte[] bytes = Tar.bytes(part);
      done.add(bytes);
      if (i < parts.length - 1) {
        layout.blob(bytes);
        layout.put("part" + i, bytes);
      } else {
        layout.put(part.startsWith("[") ? "manifest.json" : "index.json", bytes);
      }
    }
    return layout.tar();
  }
}
