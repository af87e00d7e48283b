package io.carob.rest.node;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.node.Bundles;
import io.carob.api.node.Bundles.BundleInfo;
import io.carob.rest.http.Answer;
import io.carob.rest.http.Call;
import io.carob.rest.http.Router;
import io.carob.rest.http.Services;
import io.carob.rest.print.Escape;
import io.carob.rest.print.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The bundles of the running framework. */
public final class BundleRoutes {

  private static final String ONE = "/v1/bundles/{bundle}";

  private final Services services;

  /** The routes over these services. */
  public BundleRoutes(Services services) {
    this.services = services;
  }

  /** Adds the routes. */
  public void addTo(Router router) {
    router
        .add("GET", "/v1/bundles", this::list)
        .add("POST", "/v1/bundles", call -> one(call, "installed", bundles().install(jar(call))))
        .add(
            "POST",
            ONE + "/update",
            call -> one(call, "updated", bundles().update(call.path("bundle"), jar(call))))
        .add(
            "POST",
            ONE + "/start",
            call -> one(call, "started", bundles().start(call.path("bundle"))))
        .add(
            "POST",
            ONE + "/stop",
            call -> one(call, "stopped", bundles().stop(call.path("bundle"))))
        .add("DELETE", ONE, this::uninstall);
  }

  private Bundles bundles() {
    return services
        .find(Bundles.class)
        .orElseThrow(
            () ->
                new CarobException(
                    ErrorCode.UNSUPPORTED,
                    "there are no bundles: this Carob runs without an OSGi framework. Start the"
                        + " distribution with `carob start`"));
  }

  private void list(Call call) throws IOException {
    List<BundleInfo> all = bundles().list();
    call.answer(
        new Answer(
            Map.of("bundles", all),
            wide -> table(all, wide),
            all.stream().map(BundleInfo::name).toList()));
  }

  private static String table(List<BundleInfo> all, boolean wide) {
    Table table =
        wide
            ? new Table("", "ID", "NAME", "VERSION", "STATE", "LOCATION")
            : new Table("", "ID", "NAME", "VERSION", "STATE");
    for (BundleInfo bundle : all) {
      List<Object> cells = List.of(bundle.id(), bundle.name(), bundle.version(), bundle.state());
      if (wide) {
        cells = new java.util.ArrayList<>(cells);
        cells.add(bundle.location());
      }
      table.row(cells);
    }
    return table.print();
  }

  private static void one(Call call, String done, BundleInfo bundle) throws IOException {
    String text =
        "bundle "
            + bundle.name()
            + " "
            + bundle.version()
            + " "
            + done
            + " ("
            + bundle.state()
            + ")";
    call.answer(new Answer(bundle, wide -> Escape.cell(text) + "\n", List.of(bundle.name())));
  }

  private void uninstall(Call call) throws IOException {
    String bundle = call.path("bundle");
    bundles().uninstall(bundle);
    call.answer(
        Answer.of(
            Map.of("uninstalled", bundle), "bundle " + Escape.cell(bundle) + " uninstalled\n"));
  }

  private static Path jar(Call call) {
    Path jar = Path.of(call.required("jar"));
    if (!jar.isAbsolute()) {
      throw Call.invalid("jar", "must be an absolute path, but is " + jar);
    }
    return jar;
  }
}
