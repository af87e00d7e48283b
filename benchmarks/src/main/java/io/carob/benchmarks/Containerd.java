package io.carob.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A containerd of our own, on its own root, state and socket. */
final class Containerd implements AutoCloseable {

  static final String NAMESPACE = "bench";

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Shell shell;
  private final CleanUp cleanUp;
  private final Process process;
  private final Path socket;
  private final Runnable end;

  private Containerd(Shell shell, CleanUp cleanUp, Process process, Path socket) {
    this.shell = shell;
    this.cleanUp = cleanUp;
    this.process = process;
    this.socket = socket;
    this.end = cleanUp.add(() -> Shell.end(process));
  }

  /** Starts it; the root lies on the measured disk, its sockets elsewhere. */
  static Containerd start(Shell shell, CleanUp cleanUp, Path root, Path state) {
    try {
      Files.createDirectories(root);
      Files.createDirectories(state);
      Path config = state.resolve("config.toml");
      Files.writeString(
          config,
          "version = 2\nroot = \""
              + root
              + "\"\nstate = \""
              + state.resolve("state")
              + "\"\ndisabled_plugins = [\"io.containerd.grpc.v1.cri\"]\n[grpc]\naddress = \""
              + state.resolve("c.sock")
              + "\"\n");
      Path socket = state.resolve("c.sock");
      Process process = shell.start("containerd", "--config", config.toString(), "-l", "warn");
      Containerd containerd = new Containerd(shell, cleanUp, process, socket);
      containerd.awaitStart();
      return containerd;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitStart() {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!answers()) {
      if (!process.isAlive() || Instant.now().isAfter(deadline)) {
        throw new BenchException("containerd does not start; see " + shell.log());
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BenchException("interrupted");
      }
    }
  }

  private boolean answers() {
    try (ContainerdSnapshots probe = new ContainerdSnapshots(socket, "overlayfs")) {
      probe.prepare("probe", "");
      probe.remove("probe");
      return true;
    } catch (IOException | BenchException e) {
      return false;
    }
  }

  /** Imports and unpacks an archive. */
  long importArchive(Path archive, String snapshotter) {
    return shell.run(
        "ctr",
        "--address",
        socket.toString(),
        "--namespace",
        NAMESPACE,
        "image",
        "import",
        "--snapshotter",
        snapshotter,
        archive.toString());
  }

  /** Makes committed snapshots, each on the one before. */
  String stack(int count) {
    try (ContainerdSnapshots client = new ContainerdSnapshots(socket, "overlayfs")) {
      String parent = "";
      for (int i = 0; i < count; i++) {
        client.prepare("stack-active-" + i, parent);
        client.commit("stack-active-" + i, "stack-" + i);
        parent = "stack-" + i;
      }
      return parent;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Prepares, commits and removes, from several clients at once. */
  long cycles(int clients, int cycles, String parent) {
    ExecutorService pool = Executors.newFixedThreadPool(clients);
    List<ContainerdSnapshots> connections = new ArrayList<>();
    try {
      for (int i = 0; i < clients; i++) {
        connections.add(new ContainerdSnapshots(socket, "overlayfs"));
      }
      List<Callable<Integer>> works = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        int client = i;
        works.add(() -> cycle(connections.get(client), client, cycles, parent));
      }
      long begin = System.nanoTime();
      for (Future<Integer> each : pool.invokeAll(works)) {
        each.get();
      }
      return System.nanoTime() - begin;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ExecutionException e) {
      throw new BenchException("containerd's snapshot service failed: " + e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted");
    } finally {
      pool.shutdownNow();
      connections.forEach(ContainerdSnapshots::close);
    }
  }

  private static int cycle(ContainerdSnapshots service, int client, int cycles, String parent)
      throws IOException {
    for (int i = 0; i < cycles; i++) {
      String key = client + "-" + i;
      service.prepare("active-" + key, parent);
      service.commit("active-" + key, "done-" + key);
      service.remove("done-" + key);
    }
    return cycles;
  }

  @Override
  public void close() {
    cleanUp.now(end);
  }
}
