package io.carob.rest.image;

import io.carob.api.ImageReference;
import io.carob.api.image.Image;
import io.carob.api.image.Images;
import io.carob.rest.http.Answer;
import io.carob.rest.http.Call;
import io.carob.rest.http.Json;
import io.carob.rest.http.Router;
import io.carob.rest.http.Services;
import io.carob.rest.print.Escape;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The images on the node. Names hold slashes, so they come as a parameter, not in the path. */
public final class ImageRoutes {

  private final Services services;
  private final Clock clock;

  /** The routes over these services. */
  public ImageRoutes(Services services, Clock clock) {
    this.services = services;
    this.clock = clock;
  }

  /** Adds the routes. */
  public void addTo(Router router) {
    router
        .add("GET", "/v1/images", this::list)
        .add("GET", "/v1/images/inspect", this::inspect)
        .add("DELETE", "/v1/images", this::remove)
        .add("POST", "/v1/images/tag", this::tag);
  }

  private void list(Call call) throws IOException {
    Images images = services.get(Images.class);
    Optional<String> name = call.query("name");
    List<Image> found = name.map(n -> List.of(images.get(n))).orElseGet(images::list);
    if (found.isEmpty()) {
      call.note("No images. Import one with `carob image import FILE`.");
    }
    call.answer(
        new Answer(
            Map.of("images", found.stream().map(ImageViews::json).toList()),
            wide -> ImageViews.table(found, clock.instant(), wide),
            ImageViews.names(found)));
  }

  private void inspect(Call call) throws IOException {
    Image image = services.get(Images.class).get(call.required("name"));
    List<Map<String, Object>> json = List.of(ImageViews.json(image));
    call.answer(new Answer(json, wide -> Json.pretty(json), ImageViews.names(List.of(image))));
  }

  private void remove(Call call) throws IOException {
    String name = call.required("name");
    services.get(Images.class).remove(name);
    call.answer(
        new Answer(
            Map.of("removed", name),
            wide -> "Untagged: " + Escape.cell(name) + "\n",
            List.of(name)));
  }

  private void tag(Call call) throws IOException {
    ImageReference to = ImageReference.parse(call.required("to"));
    Images images = services.get(Images.class);
    Optional<Image> before =
        images.list().stream().filter(image -> image.names().contains(to)).findFirst();
    Image image = images.tag(call.required("name"), to);
    before
        .filter(other -> !other.id().equals(image.id()))
        .ifPresent(
            other ->
                call.note(
                    to
                        + " named image "
                        + other.id()
                        + " before"
                        + (other.names().size() == 1 ? ", which has no name now" : "")));
    call.answer(
        new Answer(ImageViews.json(image), wide -> "Tagged: " + to + "\n", List.of(to.toString())));
  }
}
