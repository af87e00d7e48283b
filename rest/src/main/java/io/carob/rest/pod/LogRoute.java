package io.carob.rest.pod;

import io.carob.api.CarobException;
import io.carob.api.pod.LogRequest;
import io.carob.api.pod.Pods;
import io.carob.rest.http.Call;
import io.carob.rest.http.Router;
import io.carob.rest.http.Services;
import io.carob.rest.http.Stream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/** The log of a container as a stream of text, exactly as the container wrote it. */
public final class LogRoute {

  private final Services services;
  private final Clock clock;

  /** The route over these services. */
  public LogRoute(Services services, Clock clock) {
    this.services = services;
    this.clock = clock;
  }

  /** Adds the route. */
  public void addTo(Router router) {
    router.add("GET", "/v1/pods/{namespace}/{name}/log", this::log);
  }

  private void log(Call call) throws IOException {
    LogRequest request =
        new LogRequest(
            call.path("namespace"),
            call.path("name"),
            call.query("container"),
            call.flag("follow", false),
            call.number("tail").map(OptionalInt::of).orElseGet(OptionalInt::empty),
            call.query("since").map(this::since),
            call.flag("previous", false),
            call.flag("timestamps", false));
    try (InputStream log = services.get(Pods.class).log(request);
        Stream stream = call.stream("text/plain;charset=utf-8")) {
      Gone gone = new Gone(log);
      stream.whenGone(gone);
      call.flushHead();
      copy(log, stream, gone);
      stream.end();
    }
  }

  private static void copy(InputStream log, Stream stream, Gone gone) throws IOException {
    byte[] buffer = new byte[16 * 1024];
    while (true) {
      int read;
      try {
        read = log.read(buffer);
      } catch (IOException e) {
        if (gone.closed) {
          // It was closed under us, because nobody reads any more.
          return;
        }
        throw e;
      }
      if (read < 0) {
        return;
      }
      stream.out().write(buffer, 0, read);
    }
  }

  private Instant since(String text) {
    Optional<Instant> time = io.carob.rest.print.Human.instant(text);
    return time.orElseGet(() -> clock.instant().minus(Durations.parse("since", text)));
  }

  /** Closes the log when the client goes away, which ends a read that waits for more. */
  private static final class Gone implements Runnable {

    private final InputStream log;
    private volatile boolean closed;

    Gone(InputStream log) {
      this.log = log;
    }

    @Override
    public void run() {
      closed = true;
      try {
        log.close();
      } catch (IOException | CarobException e) {
        org.slf4j.LoggerFactory.getLogger(LogRoute.class).debug("closing a log failed", e);
      }
    }
  }
}
