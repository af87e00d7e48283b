package io.carob.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/** The service in Felix, asked through its command. */
record ServiceHome(CarobService carob) implements PodHome {

  @Override
  public void apply(String manifest) {
    carob.apply(manifest).ok();
  }

  @Override
  public JsonNode pod(String name) {
    return carob.pod(name);
  }

  @Override
  public String log(String pod, String container) {
    CarobService.Result result = carob.carob("logs", pod, "-c", container);
    return result.code() == 0 ? result.out() : result.err();
  }

  @Override
  public String previousLog(String pod, String container) {
    return carob.carob("logs", pod, "-c", container, "--previous").ok().out();
  }

  @Override
  public CarobService.Result exec(String input, String pod, String container, String... command) {
    List<String> words = new ArrayList<>(List.of("exec", "-i", pod, "-c", container, "--"));
    words.addAll(List.of(command));
    return carob.carobWithInput(input, words.toArray(String[]::new));
  }

  @Override
  public long pid(String pod, String container) {
    return carob.pid(pod, container);
  }

  @Override
  public String snapshotter(String pod, String container) {
    return carob.inspect(pod, container).path("GraphDriver").path("Name").asText();
  }

  @Override
  public boolean told(String... words) {
    return carob
        .carob("events")
        .ok()
        .out()
        .lines()
        .anyMatch(line -> Arrays.stream(words).allMatch(line::contains));
  }

  @Override
  public void tag(String image, String name) {
    carob.carob("image", "tag", image, name).ok();
  }

  @Override
  public void untag(String name) {
    carob.carob("image", "rm", name).ok();
  }

  @Override
  public void delete(String kind, String name) {
    carob.carob("delete", kind.toLowerCase(Locale.ROOT), name, "--now").ok();
  }

  @Override
  public void await(String what, BooleanSupplier fact) {
    carob.await(what, fact);
  }

  @Override
  public void close() {
    carob.close();
  }
}
