package io.carob.rest.image;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.ImageReference;
import io.carob.api.image.ArchiveFormat;
import io.carob.api.image.Image;
import io.carob.api.image.ImageBuilder;
import io.carob.api.image.ImageChanges;
import io.carob.api.image.ImportProgress;
import io.carob.api.node.NodeLayout;
import io.carob.api.pod.PodInfo;
import io.carob.api.pod.PodInfo.ContainerInfo;
import io.carob.api.pod.Pods;
import io.carob.rest.http.Call;
import io.carob.rest.http.Router;
import io.carob.rest.http.Services;
import io.carob.rest.http.Stream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Making images from containers and layers, and writing images out. */
public final class BuildRoutes {

  private final Services services;
  private final NodeLayout layout;

  /** The routes over these services. */
  public BuildRoutes(Services services, NodeLayout layout) {
    this.services = services;
    this.layout = layout;
  }

  /** Adds the routes. */
  public void addTo(Router router) {
    router
        .add("POST", "/v1/images/export", this::export)
        .add("POST", "/v1/images/append", this::append)
        .add("POST", "/v1/images/commit", this::commit);
  }

  private void export(Call call) throws Exception {
    ImageBuilder builder = services.get(ImageBuilder.class);
    List<String> names = call.queryAll("name");
    ArchiveFormat format = format(call.query("format").orElse("oci-archive"));
    String target = call.required("target");
    if (target.equals("-")) {
      send(call, builder, names, format);
      return;
    }
    Path path = Wishes.path("target", target);
    ImportLines lines = new ImportLines(call);
    Boolean unused =
        Told.run(
                call,
                lines,
                () -> {
                  builder.exportArchive(names, path, format, lines);
                  return true;
                },
                done -> lines.done("Exported to ", target))
            .join();
  }

  private static ArchiveFormat format(String word) {
    return switch (word) {
      case "oci" -> ArchiveFormat.OCI_FOLDER;
      case "oci-archive" -> ArchiveFormat.OCI_ARCHIVE;
      case "docker-archive" -> ArchiveFormat.DOCKER_ARCHIVE;
      default ->
          throw Call.invalid(
              "format", "must be oci, oci-archive or docker-archive, but is " + word);
    };
  }

  /** Complete on the disk first: after the first byte an error could not be told any more. */
  private void send(Call call, ImageBuilder builder, List<String> names, ArchiveFormat format)
      throws IOException {
    if (format == ArchiveFormat.OCI_FOLDER) {
      throw Call.invalid("format", "oci is a folder, which cannot be sent; use oci-archive");
    }
    Path folder = Files.createDirectories(layout.root().resolve("tmp"));
    Path own = Files.createTempDirectory(folder, "export-");
    Path file = own.resolve("image.tar");
    try {
      builder.exportArchive(names, file, format, ImportProgress.NONE);
      try (Stream stream = call.stream("application/x-tar")) {
        Files.copy(file, stream.out());
        stream.end();
      }
    } finally {
      Files.deleteIfExists(file);
      Files.delete(own);
    }
  }

  private void append(Call call) throws Exception {
    ImageBuilder builder = services.get(ImageBuilder.class);
    Optional<String> base = call.query("base");
    ImageReference to = ImageReference.parse(call.required("to"));
    List<Path> layers =
        call.queryAll("layer").stream().map(text -> Wishes.path("layer", text)).toList();
    ImageChanges changes = Wishes.changes(call);
    ImportLines lines = new ImportLines(call);
    made(call, lines, () -> builder.append(base, layers, to, changes, lines));
  }

  private void commit(Call call) throws Exception {
    ImageBuilder builder = services.get(ImageBuilder.class);
    ImageReference to = ImageReference.parse(call.required("to"));
    ImageChanges changes = Wishes.changes(call);
    ContainerInfo container = container(call);
    ImportLines lines = new ImportLines(call);
    made(
        call,
        lines,
        () ->
            builder.commit(
                container.driver(),
                container.snapshot().orElseThrow(),
                container.imageId().map(Object::toString),
                to,
                changes,
                lines));
  }

  private ContainerInfo container(Call call) {
    String name = call.required("pod");
    PodInfo pod =
        services
            .get(Pods.class)
            .find(call.query("namespace").orElse("default"), name)
            .orElseThrow(
                () -> new CarobException(ErrorCode.NOT_FOUND, "there is no pod \"" + name + "\""));
    Optional<String> wanted = call.query("container");
    List<ContainerInfo> fit =
        pod.containers().stream()
            .filter(one -> wanted.map(one.name()::equals).orElse(!one.init()))
            .toList();
    List<String> names = pod.containers().stream().map(ContainerInfo::name).toList();
    if (fit.isEmpty()) {
      throw new CarobException(
          ErrorCode.NOT_FOUND,
          "pod " + name + " has no container \"" + wanted.orElse("") + "\", only " + names);
    }
    if (fit.size() > 1) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "pod " + name + " has several containers; name one of " + names);
    }
    if (fit.get(0).snapshot().isEmpty()) {
      throw new CarobException(
          ErrorCode.FAILED_PRECONDITION,
          "container "
              + fit.get(0).name()
              + " of pod "
              + name
              + " has no writable layer now; wait until it runs");
    }
    return fit.get(0);
  }

  private static void made(Call call, ImportLines lines, Supplier<Image> work) throws Exception {
    List<Image> unused =
        Told.run(call, lines, () -> List.of(work.get()), images -> lines.done("Made", images))
            .join();
  }
}
