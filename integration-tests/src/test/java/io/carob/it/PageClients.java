package io.carob.it;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that ask for pages without a pause; every answer but 200 is a failure. */
final class PageClients implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 30_000;

  private final AtomicBoolean done = new AtomicBoolean();
  private final AtomicInteger answered = new AtomicInteger();
  private final List<String> failures = new ArrayList<>();
  private final List<Thread> threads;

  /** One for each page. */
  PageClients(List<String> urls) {
    threads = urls.stream().map(url -> new Thread(() -> ask(url), "ask " + url)).toList();
    threads.forEach(Thread::start);
  }

  private void ask(String url) {
    while (!done.get()) {
      try {
        HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
        connection.setConnectTimeout(PATIENCE_MILLIS);
        connection.setReadTimeout(PATIENCE_MILLIS);
        if (connection.getResponseCode() != 200) {
          fail(url + ": " + connection.getResponseCode());
        }
        try (InputStream in = connection.getInputStream()) {
          in.readAllBytes();
        }
        answered.incrementAndGet();
      } catch (IOException e) {
        fail(url + ": " + e);
      }
    }
  }

  private void fail(String what) {
    synchronized (failures) {
      failures.add(what);
    }
  }

  int answered() {
    return answered.get();
  }

  List<String> failures() {
    synchronized (failures) {
      return List.copyOf(failures);
    }
  }

  @Override
  public void close() throws InterruptedException {
    done.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
