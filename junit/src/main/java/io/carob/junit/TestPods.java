package io.carob.junit;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.embed.Carob;
import io.carob.api.pod.ResourceKey;
import io.carob.api.pod.Resources;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The pods of one test, or those of one class. */
final class TestPods implements AutoCloseable {

  private final TestNode node;
  private final Deque<Brought> brought = new ArrayDeque<>();

  TestPods(TestNode node) {
    this.node = node;
  }

  /** What one manifest brought. */
  private record Brought(ResourceKey pod, Set<ResourceKey> keys) {}

  /** Starts a pod, and waits until it is ready. What it brought is known before it is there. */
  synchronized PodHandle start(Pod wanted, Class<?> testClass) {
    String manifest = Manifests.read(wanted.value(), testClass);
    for (String image : wanted.images()) {
      node.need(image);
    }
    Resources resources = node.carob().resources();
    String namespace = node.newNamespace();
    List<ResourceKey> keys = resources.keys(manifest, namespace);
    ResourceKey pod = Manifests.pod(keys, wanted.name());
    keys.forEach(key -> requireNew(resources, key));
    brought.push(new Brought(pod, new LinkedHashSet<>(keys)));
    resources.apply(manifest, namespace, false);
    PodHandle handle = new PodHandle(node.carob(), pod);
    Readiness.await(handle, pod, Duration.ofSeconds(wanted.readySeconds()), wanted.ports());
    return handle;
  }

  private static void requireNew(Resources resources, ResourceKey key) {
    if (resources.get(key).isPresent()) {
      throw new CarobException(
          ErrorCode.ALREADY_EXISTS,
          "starting a test's pod: "
              + key
              + " is there already, because another test that runs now brought it too. Leave the"
              + " namespace out of the manifest, so that each has its own");
    }
  }

  Carob carob() {
    return node.carob();
  }

  /** Why a test may have failed, of each pod that was started. */
  synchronized String report() {
    StringBuilder text = new StringBuilder();
    brought
        .descendingIterator()
        .forEachRemaining(one -> text.append(PodWords.report(node.carob(), one.pod(), one.keys())));
    return text.toString();
  }

  /** Deletes all, the last first; repeating it changes nothing. */
  @Override
  public synchronized void close() {
    CarobException failed = null;
    while (!brought.isEmpty()) {
      try {
        Resting.these(node.carob().resources(), brought.pop().keys());
      } catch (CarobException e) {
        if (failed == null) {
          failed = e;
        } else {
          failed.addSuppressed(e);
        }
      }
    }
    if (failed != null) {
      throw failed;
    }
  }
}
