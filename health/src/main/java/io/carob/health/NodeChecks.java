package io.carob.health;

import io.carob.api.image.Images;
import io.carob.api.node.DiskReserve;
import io.carob.api.node.NodeLayout;
import io.carob.api.pod.Events;
import io.carob.api.pod.Pods;
import io.carob.api.pod.Resources;
import io.carob.api.snapshot.Snapshots;
import io.carob.api.storage.Storage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.felix.hc.api.Result;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** What the node's own checks look at. */
final class NodeChecks {

  /** Without one of these, pods cannot be started. */
  private static final List<Class<?>> NEEDED =
      List.of(
          Events.class, Images.class, Pods.class, Resources.class, Snapshots.class, Storage.class);

  private static final long MOST_WANTED = 1L << 30;

  private final BundleContext context;
  private final NodeLayout layout;

  NodeChecks(BundleContext context, NodeLayout layout) {
    this.context = context;
    this.layout = layout;
  }

  /** Live: the framework runs, or is about to. */
  Result framework() {
    return switch (state()) {
      case Bundle.ACTIVE, Bundle.STARTING -> ok("runs");
      default -> down("is stopping");
    };
  }

  /** Ready: all bundles have had their turn to start. */
  Result start() {
    return switch (state()) {
      case Bundle.ACTIVE -> ok("has ended");
      case Bundle.STARTING -> soon("bundles are being started");
      default -> down("the service is stopping");
    };
  }

  private int state() {
    return Objects.requireNonNull(context.getBundle(0)).getState();
  }

  /** Live: no threads wait for each other for ever. */
  Result threads() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long[] dead = threads.findDeadlockedThreads();
    if (dead == null) {
      return ok(threads.getThreadCount() + " run, none is deadlocked");
    }
    return down(
        Arrays.stream(threads.getThreadInfo(dead))
            .filter(Objects::nonNull)
            .map(ThreadInfo::getThreadName)
            .collect(
                Collectors.joining(
                    ", ", "threads wait for each other: ", "; start the service anew")));
  }

  /** Ready: every service that pods need is there. */
  Result services() {
    String missing =
        NEEDED.stream()
            .filter(type -> context.getServiceReference(type) == null)
            .map(Class::getSimpleName)
            .collect(Collectors.joining(", "));
    return missing.isEmpty()
        ? ok("all are there")
        : soon(missing + " not there; `carob bundle ls` shows what does not run");
  }

  /** Ready: the disk has room, and its file system can be written. */
  Result disk() {
    for (Path folder : List.of(layout.root(), layout.run())) {
      if (!Files.isWritable(folder)) {
        return down(folder + " cannot be written; is its file system mounted read-only?");
      }
    }
    DiskReserve reserve = new DiskReserve(layout.root());
    try {
      FileStore disk = Files.getFileStore(layout.root());
      return disk(disk.getUsableSpace(), disk.getTotalSpace(), reserve.isShort());
    } catch (IOException e) {
      return warn("how full it is cannot be told: " + e.getMessage());
    }
  }

  static Result disk(long usable, long total, boolean isShort) {
    String left = (usable >> 20) + " MiB of " + (total >> 20) + " MiB are free";
    String wayOut = left + "; `carob df` shows what takes how much, `carob gc` frees some";
    if (isShort) {
      return down("is full: " + wayOut);
    }
    return usable < Math.min(MOST_WANTED, total / 10)
        ? warn("is nearly full: " + wayOut)
        : ok(left);
  }

  /** Ready: the record of images answers. */
  Result store() {
    ServiceReference<Images> reference = context.getServiceReference(Images.class);
    Images images = reference == null ? null : context.getService(reference);
    if (images == null) {
      return soon("is not there yet");
    }
    try {
      return ok(images.list().size() + " images");
    } finally {
      context.ungetService(reference);
    }
  }

  static Result ok(String found) {
    return new Result(Result.Status.OK, found);
  }

  static Result soon(String found) {
    return new Result(Result.Status.TEMPORARILY_UNAVAILABLE, found);
  }

  static Result warn(String found) {
    return new Result(Result.Status.WARN, found);
  }

  static Result down(String found) {
    return new Result(Result.Status.CRITICAL, found);
  }
}
