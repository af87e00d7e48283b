package io.carob.rest.node;

import io.carob.api.Subscription;
import io.carob.api.pod.Event;
import io.carob.api.pod.Events;
import io.carob.rest.http.Answer;
import io.carob.rest.http.Call;
import io.carob.rest.http.Json;
import io.carob.rest.http.Router;
import io.carob.rest.http.Services;
import io.carob.rest.http.Stream;
import io.carob.rest.print.Escape;
import io.carob.rest.print.Human;
import io.carob.rest.print.ResourceTable;
import io.carob.rest.print.Table;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** What happened, as a list or as it happens. */
public final class EventRoutes {

  private static final int BEHIND = 4096;

  private final Services services;
  private final Clock clock;

  /** The route over these services. */
  public EventRoutes(Services services, Clock clock) {
    this.services = services;
    this.clock = clock;
  }

  /** Adds the route. */
  public void addTo(Router router) {
    router.add("GET", "/v1/events", this::events);
  }

  private void events(Call call) throws IOException, InterruptedException {
    Events events = services.get(Events.class);
    Optional<String> namespace = call.query("namespace");
    if (call.flag("follow", false)) {
      follow(call, events, namespace);
      return;
    }
    List<Event> all = events.list().stream().filter(e -> wanted(e, namespace)).toList();
    if (all.isEmpty()) {
      call.note("No events.");
    }
    Table table = new Table("", "LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE");
    for (Event event : all) {
      table.row(
          Human.age(event.time(), clock.instant()),
          event.type(),
          event.reason(),
          object(event),
          event.message() + (event.count() > 1 ? " (x" + event.count() + ")" : ""));
    }
    call.answer(new Answer(Map.of("events", all), wide -> table.print(), List.of()));
  }

  private static void follow(Call call, Events events, Optional<String> namespace)
      throws IOException, InterruptedException {
    BlockingQueue<Optional<Event>> queue = new ArrayBlockingQueue<>(BEHIND);
    boolean text = call.text();
    try (Stream stream = call.stream(text ? "text/plain;charset=utf-8" : "application/x-ndjson");
        Subscription subscription =
            events.subscribe(
                event -> {
                  // A reader that is so far behind is cut off; it can begin anew with the list.
                  if (wanted(event, namespace) && !queue.offer(Optional.of(event))) {
                    end(queue);
                  }
                })) {
      stream.whenGone(() -> end(queue));
      call.flushHead();
      List<Event> before = events.list();
      for (Event event : before) {
        if (wanted(event, namespace)) {
          stream.out().write(line(event, text));
        }
      }
      Optional<Event> next = queue.take();
      while (next.isPresent()) {
        if (!before.contains(next.get())) {
          stream.out().write(line(next.get(), text));
        }
        next = queue.take();
      }
      stream.end();
    }
  }

  private static void end(BlockingQueue<Optional<Event>> queue) {
    while (!queue.offer(Optional.empty())) {
      queue.clear();
    }
  }

  private static byte[] line(Event event, boolean text) {
    String line =
        text
            ? Escape.cell(
                event.time()
                    + "  "
                    + event.type()
                    + "  "
                    + event.reason()
                    + "  "
                    + object(event)
                    + "  "
                    + event.message())
            : new String(Json.line(event), StandardCharsets.UTF_8);
    return (line + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static boolean wanted(Event event, Optional<String> namespace) {
    return namespace.isEmpty() || namespace.get().equals(event.subject().namespace());
  }

  private static String object(Event event) {
    return ResourceTable.name(event.subject().kind(), event.subject().name());
  }
}
