package io.carob.rest.image;

import io.carob.api.ImageReference;
import io.carob.api.Platform;
import io.carob.api.image.Image;
import io.carob.api.image.Images;
import io.carob.api.image.ImportProgress;
import io.carob.api.image.Referrer;
import io.carob.api.image.Registries;
import io.carob.api.image.RegistryOptions;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.rest.http.Answer;
import io.carob.rest.http.Call;
import io.carob.rest.http.Router;
import io.carob.rest.http.Services;
import io.carob.rest.print.Human;
import io.carob.rest.print.Table;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Images in registries: pulling and pushing, telling how it goes, and listing. */
public final class RegistryRoutes {

  private final Services services;

  /** The routes over these services. */
  public RegistryRoutes(Services services) {
    this.services = services;
  }

  /** Adds the routes. */
  public void addTo(Router router) {
    router
        .add("POST", "/v1/images/pull", this::pull)
        .add("POST", "/v1/images/push", this::push)
        .add("GET", "/v1/registry/tags", this::tags)
        .add("GET", "/v1/registry/catalog", this::catalog)
        .add("GET", "/v1/registry/referrers", this::referrers);
  }

  private void pull(Call call) throws Exception {
    Registries registries = services.get(Registries.class);
    ImageReference name = ImageReference.parse(call.required("name"));
    Optional<String> snapshotter = Wishes.snapshotter(call);
    RegistryOptions any =
        snapshotter.map(RegistryOptions.DEFAULT::withSnapshotter).orElse(RegistryOptions.DEFAULT);
    RegistryOptions options =
        call.query("platform").map(RegistryRoutes::platform).map(any::withPlatform).orElse(any);
    ImportLines lines = new ImportLines(call);
    List<Image> unused =
        Told.run(
                call,
                lines,
                () -> {
                  Image image = registries.pull(name, options, lines);
                  snapshotter.ifPresent(driver -> unpack(image, driver));
                  return List.of(image);
                },
                images -> lines.done("Pulled", images))
            .join();
  }

  /** What was not unpacked while it came. */
  private void unpack(Image image, String driver) {
    Optional<SnapshotKey> unused =
        services.get(Images.class).unpack(image.id(), driver, ImportProgress.NONE);
  }

  private static Platform platform(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length < 2 || parts.length > 3) {
      throw Call.invalid("platform", "must be as linux/arm64 or linux/arm/v7, but is " + text);
    }
    return new Platform(parts[0], parts[1], parts.length == 3 ? parts[2] : "");
  }

  private void push(Call call) throws Exception {
    Registries registries = services.get(Registries.class);
    String name = call.required("name");
    ImageReference to = ImageReference.parse(call.query("to").orElse(name));
    ImportLines lines = new ImportLines(call);
    Boolean unused =
        Told.run(
                call,
                lines,
                () -> {
                  registries.push(name, to, RegistryOptions.DEFAULT, lines);
                  return true;
                },
                done -> lines.done("Pushed ", to.toString()))
            .join();
  }

  private void tags(Call call) throws IOException {
    ImageReference repository = ImageReference.parse(call.required("name"));
    list(call, "tags", "TAG", services.get(Registries.class).tags(repository));
  }

  private void catalog(Call call) throws IOException {
    list(
        call,
        "repositories",
        "REPOSITORY",
        services.get(Registries.class).catalog(call.required("registry")));
  }

  private static void list(Call call, String field, String head, List<String> names)
      throws IOException {
    Table table = new Table("", head);
    names.forEach(table::row);
    call.answer(new Answer(Map.of(field, names), wide -> table.print(), names));
  }

  private void referrers(Call call) throws IOException {
    ImageReference subject = ImageReference.parse(call.required("name"));
    List<Referrer> found =
        services.get(Registries.class).referrers(subject, call.query("artifactType"));
    Table table = new Table("", "DIGEST", "ARTIFACT TYPE", "SIZE");
    found.forEach(one -> table.row(one.digest(), one.artifactType(), Human.size(one.size())));
    call.answer(
        new Answer(
            Map.of("referrers", found),
            wide -> table.print(),
            found.stream().map(one -> one.digest().toString()).toList()));
  }
}
