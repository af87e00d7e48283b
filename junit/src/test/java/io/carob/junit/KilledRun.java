package io.carob.junit;

import io.carob.api.embed.Carob;
import io.carob.api.image.ImportProgress;
import io.carob.api.pod.ResourceKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A test run that is killed while it has a pod. It says its folder once the pod is ready. */
final class KilledRun {

  /** Without a network, as the other tests. */
  static final NodeOptions OPTIONS =
      new NodeOptions(
          "", List.of(new NodeOptions.Setting(Demo.SANDBOX, Demo.NETWORKS, Demo.NO_NETWORK)));

  private KilledRun() {}

  public static void main(String[] args) throws Exception {
    NodeFolder folder = NodeFolder.of(OPTIONS.folder());
    Carob carob = OPTIONS.on(folder.builder()).start();
    carob.images().importArchive(Path.of(Demo.BUSYBOX), Optional.empty(), ImportProgress.NONE);
    carob.resources().apply(Demo.TALKER, "default", false);
    ResourceKey key = new ResourceKey("Pod", "default", "talker");
    Readiness.await(new PodHandle(carob, key), key, Duration.ofMinutes(1));
    long pid = carob.pods().list(Optional.empty()).get(0).sandbox().orElseThrow().pausePid();
    System.out.println("runs " + pid + " " + folder.path());
    new CountDownLatch(1).await();
  }
}
