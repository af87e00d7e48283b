package io.carob.benchmarks.swap;

import com.fasterxml.jackson.databind.JsonNode;
import io.carob.benchmarks.BenchException;
import io.carob.benchmarks.swap.Times.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * What goes on while drivers are replaced. Clients make and delete pods as fast as they can; others
 * use pods that stay: they fetch pages, follow a log, and talk to a command. Whatever is not
 * answered, or is answered wrongly, is a failure; so is every warning of the service about a pod.
 */
final class Load implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 120;
  private static final long PAGE_PAUSE_MILLIS = 20;
  private static final List<String> STEADY = List.of("page-1", "page-2", "counter", "talker");

  private final Api api;
  private final Times times = new Times();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger made = new AtomicInteger();

  /** Held for reading while a client has a pod, for writing by who wants none. */
  private final ReentrantReadWriteLock pods = new ReentrantReadWriteLock(true);

  private volatile boolean done;
  private Api.@org.jspecify.annotations.Nullable Open events;

  Load(Api api) {
    this.api = api;
  }

  Times times() {
    return times;
  }

  /** How many pods the clients have made and deleted. */
  int podsMade() {
    return made.get();
  }

  /** Makes the pods that stay. */
  void prepare() throws Exception {
    api.ask("POST", "/v1/apply", Manifests.PAGE_CONFIG);
    PodClient client = new PodClient(api, new Times());
    client.make("page-1", Manifests.page("page-1"));
    client.make("page-2", Manifests.page("page-2"));
    client.make("counter", Manifests.counter("counter"));
    client.make("talker", Manifests.idle("talker"));
  }

  /** Starts all clients. */
  void start(int clients) throws IOException {
    Api.Open stream = api.stream("/v1/events?follow=true");
    events = stream;
    begin("warnings", () -> warnings(stream));
    for (String page : List.of("page-1", "page-2")) {
      String url = "http://" + address(page) + "/index.html";
      begin(page, () -> pages(url));
    }
    begin("follower", this::follow);
    begin("talker", this::talk);
    for (int i = 1; i <= clients; i++) {
      String name = "load-" + i;
      begin(name, () -> makePods(name));
    }
  }

  /** Runs something while the clients have no pod. */
  <R> R quiet(Times.Work<R> work) throws Exception {
    if (!pods.writeLock().tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new BenchException("the clients' pods do not end: " + stacks());
    }
    try {
      return work.run();
    } finally {
      pods.writeLock().unlock();
    }
  }

  /** Ends the clients; what they do is done to its end. */
  void finish() throws Exception {
    done = true;
    new PodClient(api, new Times()).delete("counter"); // the end of the log is the follower's end
    for (Thread thread : threads) {
      if (!thread.getName().equals("warnings")) {
        thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        if (thread.isAlive()) {
          times.fail(thread.getName() + " does not end: " + List.of(thread.getStackTrace()));
        }
      }
    }
    close();
  }

  @Override
  public void close() throws IOException {
    done = true;
    if (events != null) {
      events.close();
    }
    threads.forEach(Thread::interrupt);
  }

  private String stacks() {
    StringBuilder all = new StringBuilder();
    threads.forEach(
        t -> all.append(t.getName()).append(' ').append(List.of(t.getStackTrace())).append('\n'));
    return all.toString();
  }

  private void begin(String name, Step step) {
    Thread thread =
        new Thread(
            () -> {
              try {
                step.run();
              } catch (Exception e) {
                if (!(done && name.equals("warnings"))) {
                  times.fail(name + ": " + e);
                }
              }
            },
            name);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private interface Step {
    void run() throws Exception;
  }

  private void makePods(String name) {
    PodClient client = new PodClient(api, times);
    for (int i = 1; !done; i++) {
      String pod = name + "-" + i;
      pods.readLock().lock();
      try {
        client.once(pod);
        made.incrementAndGet();
      } catch (Exception e) {
        times.fail(pod + ": " + e);
        Node.pause(100);
      } finally {
        pods.readLock().unlock();
      }
    }
  }

  private void pages(String url) throws Exception {
    while (!done) {
      try {
        times.time(
            Kind.PAGE,
            () -> {
              page(url);
              return true;
            });
      } catch (IOException e) {
        times.fail(url + ": " + e);
      }
      Node.pause(PAGE_PAUSE_MILLIS);
    }
  }

  private static void page(String url) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
    connection.setConnectTimeout(PATIENCE_SECONDS * 1000);
    connection.setReadTimeout(PATIENCE_SECONDS * 1000);
    try (InputStream in = connection.getInputStream()) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      if (connection.getResponseCode() != 200 || !text.equals(Manifests.TEXT)) {
        throw new IOException(connection.getResponseCode() + " " + text);
      }
    }
  }

  /** Reads the log of the counter while it grows: no number may be missing. */
  private void follow() throws IOException {
    try (Api.Open log = api.stream("/v1/pods/default/counter/log?follow=true");
        BufferedReader lines = log.lines()) {
      long next = 0;
      String line;
      while ((line = lines.readLine()) != null) {
        if (!line.equals(Long.toString(next))) {
          throw new IOException("expected " + next + " in the log, got " + line);
        }
        next++;
      }
      if (!done) {
        throw new IOException("the log ended at " + next);
      }
    }
  }

  /** Talks to one command after another; each goes on while drivers are replaced. */
  private void talk() throws Exception {
    while (!done) {
      pods.readLock().lock();
      try (Exec exec = Exec.start(api, "talker", "cat")) {
        talk(exec);
      } finally {
        pods.readLock().unlock();
      }
    }
  }

  /** Ends when somebody wants quiet: a command keeps the classes of the version that began it. */
  private void talk(Exec exec) throws Exception {
    for (int i = 1; !done && !pods.hasQueuedThreads(); i++) {
      String word = "line " + i;
      String heard =
          times.time(
              Kind.ECHO,
              () -> {
                exec.write(word);
                return exec.readLine();
              });
      if (!heard.equals(word)) {
        throw new IOException("said \"" + word + "\", heard \"" + heard + "\"");
      }
      Node.pause(50);
    }
    exec.endInput();
    exec.await("talker");
  }

  private void warnings(Api.Open stream) throws IOException {
    try (BufferedReader lines = stream.lines()) {
      String line;
      while ((line = lines.readLine()) != null) {
        JsonNode event = Api.parse(line);
        if (event.path("type").asText().equalsIgnoreCase("warning")) {
          times.fail("event: " + line);
        }
      }
    }
  }

  private String address(String pod) throws IOException {
    return api.get("/v1/resources/pods/default/" + pod).path("status").path("podIP").asText();
  }

  static int steadyPods() {
    return STEADY.size();
  }
}
