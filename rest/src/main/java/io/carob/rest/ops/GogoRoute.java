package io.carob.rest.ops;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.node.Console;
import io.carob.rest.http.Answer;
import io.carob.rest.http.Call;
import io.carob.rest.http.Router;
import io.carob.rest.http.Services;
import io.carob.rest.print.Escape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Lines of the framework's shell. Whoever may send one may do all that the service may. */
public final class GogoRoute {

  private static final int MOST_BYTES = 16 * 1024;
  private static final int SECONDS = 30;
  private static final int MOST_SECONDS = 600;

  private final Services services;
  private final BooleanSupplier on;

  /**
   * The route over these services.
   *
   * @param on whether lines may be run now
   */
  public GogoRoute(Services services, BooleanSupplier on) {
    this.services = services;
    this.on = on;
  }

  /** Adds the route. */
  public void addTo(Router router) {
    router.add("POST", "/v1/gogo", this::run);
  }

  private void run(Call call) throws IOException {
    String line = new String(call.body(MOST_BYTES), StandardCharsets.UTF_8).strip();
    if (!on.getAsBoolean()) {
      throw new CarobException(
          ErrorCode.PERMISSION_DENIED,
          "the line was not run: the framework's shell is switched off; \"gogo = on\" in"
              + " conf/io.carob.rest.cfg switches it on");
    }
    if (line.isEmpty()) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT, "there is no line to run; `help` lists the commands");
    }
    Console.Outcome outcome = console().run(line, limit(call));
    if (outcome.failure().isPresent()) {
      call.partlyFailed(ErrorCode.FAILED_PRECONDITION);
    }
    call.answer(
        Answer.of(
            Map.of("out", outcome.out(), "failure", outcome.failure().orElse("")), text(outcome)));
  }

  private static Duration limit(Call call) {
    int seconds = call.number("seconds").orElse(SECONDS);
    if (seconds < 1 || seconds > MOST_SECONDS) {
      throw Call.invalid("seconds", "must be from 1 to " + MOST_SECONDS + ", but is " + seconds);
    }
    return Duration.ofSeconds(seconds);
  }

  private Console console() {
    return services
        .find(Console.class)
        .orElseThrow(
            () ->
                new CarobException(
                    ErrorCode.UNAVAILABLE,
                    "the framework's shell is not there; `carob bundle ls` shows whether"
                        + " io.carob.gogo runs"));
  }

  private static String text(Console.Outcome outcome) {
    String out = Escape.lines(outcome.out());
    String ended = out.isEmpty() || out.endsWith("\n") ? out : out + "\n";
    return ended + outcome.failure().map(why -> "failed: " + Escape.lines(why) + "\n").orElse("");
  }
}
