package io.carob.rest.image;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.ImageReference;
import io.carob.api.image.Image;
import io.carob.api.image.ImageBuilder;
import io.carob.api.image.ImageChanges;
import io.carob.api.image.Images;
import io.carob.api.node.NodeLayout;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.rest.http.Call;
import io.carob.rest.http.Router;
import io.carob.rest.http.Services;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Importing an image from a file of the host or from the request's body, telling how it goes. */
public final class ImportRoute {

  private static final long FULL_BYTES = 1024 * 1024;

  private final Services services;
  private final NodeLayout layout;

  /** The route over these services. */
  public ImportRoute(Services services, NodeLayout layout) {
    this.services = services;
    this.layout = layout;
  }

  /** Adds the route. */
  public void addTo(Router router) {
    router.add("POST", "/v1/images/import", this::serve);
  }

  private void serve(Call call) throws Exception {
    Importing images = importing(call);
    Optional<ImageReference> name = call.query("name").map(ImageReference::parse);
    String source = call.required("source");
    if (source.equals("-")) {
      upload(call, images, name);
      return;
    }
    Path path = Wishes.path("source", source);
    ImportLines lines = new ImportLines(call);
    run(call, lines, () -> images.from(path, name, lines)).join();
  }

  /** What becomes of the file. */
  private interface Importing {
    List<Image> from(Path file, Optional<ImageReference> name, ImportLines lines);
  }

  /** Without the parameter, the file's first entries tell what it is. */
  private Importing importing(Call call) {
    Images images = services.get(Images.class);
    ImageBuilder builder = services.get(ImageBuilder.class);
    Optional<Boolean> said = call.query("rootfs").map(text -> call.flag("rootfs", false));
    ImageChanges changes = Wishes.changes(call);
    Optional<String> snapshotter = Wishes.snapshotter(call);
    return (file, name, lines) -> {
      if (!said.orElseGet(() -> builder.isRootFs(file))) {
        return images.importArchive(file, name, snapshotter, lines);
      }
      ImageReference given =
          name.orElseThrow(
              () ->
                  new CarobException(
                      ErrorCode.INVALID_ARGUMENT,
                      "importing "
                          + file.getFileName()
                          + ": it is a root file system, which has no name. Give one"));
      Image image = builder.importRootFs(file, given, changes, lines);
      return List.of(unpacked(images, image, snapshotter, lines));
    };
  }

  private static Image unpacked(
      Images images, Image image, Optional<String> snapshotter, ImportLines lines) {
    if (snapshotter.isPresent()) {
      Optional<SnapshotKey> unused = images.unpack(image.id(), snapshotter.get(), lines);
    }
    return image;
  }

  private void upload(Call call, Importing images, Optional<ImageReference> name) throws Exception {
    Path folder = Files.createDirectories(layout.root().resolve("tmp"));
    Path file = Files.createTempFile(folder, "import-", ".tar");
    try {
      receive(call, file);
      ImportLines lines = new ImportLines(call);
      run(call, lines, () -> importAndDelete(images, file, name, lines)).join();
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** The upload is gone before the client hears of the end. */
  private static List<Image> importAndDelete(
      Importing images, Path file, Optional<ImageReference> name, ImportLines lines) {
    try {
      return images.from(file, name, lines);
    } finally {
      if (!file.toFile().delete()) {
        org.slf4j.LoggerFactory.getLogger(ImportRoute.class).warn("Cannot delete {}", file);
      }
    }
  }

  private void receive(Call call, Path file) throws IOException {
    try {
      Files.copy(call.bodyStream(), file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      if (Files.getFileStore(layout.root()).getUsableSpace() < FULL_BYTES) {
        throw new CarobException(
            ErrorCode.RESOURCE_EXHAUSTED,
            "the archive does not fit on the disk of " + file.getParent() + ". Free some space",
            e);
      }
      throw e;
    }
  }

  private static CompletableFuture<List<Image>> run(
      Call call, ImportLines lines, Supplier<List<Image>> work)
      throws IOException, InterruptedException {
    return Told.run(call, lines, work, images -> lines.done("Imported", images));
  }
}
