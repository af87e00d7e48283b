package io.carob.api.driver;

import static io.carob.api.driver.Waits.awaitDespiteInterrupts;
import static io.carob.api.driver.Waits.awaitLatch;
import static io.carob.api.driver.Waits.count;
import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.driver.DriverListener.Change;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A table keeps no class of a driver that has left it. */
@Timeout(60)
class DriverLeakTest {

  private static final Duration LONG = Duration.ofSeconds(50);

  @Test
  void nothingKeepsADriverThatHasLeft() throws Exception {
    ReferenceQueue<Object> queue = new ReferenceQueue<>();
    WeakReference<Object> gone = comeAndGo(queue);
    for (int i = 0; i < 600 && !gone.refersTo(null); i++) {
      System.gc();
      Reference<?> unused = queue.remove(100);
    }
    assertThat(gone.refersTo(null)).isTrue();
  }

  /** A driver whose class is its loader's own, as a bundle's is. */
  private static WeakReference<Object> comeAndGo(ReferenceQueue<Object> queue) throws Exception {
    DriverTable<Object> drivers = new DriverTable<>("volume", LONG, LONG, Duration.ofMillis(20));
    KEPT.add(drivers);
    CountDownLatch freed = new CountDownLatch(1);
    CountDownLatch stuck = new CountDownLatch(1);
    drivers.listen(
        (change, status) -> {
          count(change == Change.STUCK, stuck);
          count(change == Change.FREED, freed);
        });
    URL classes = Foreign.class.getProtectionDomain().getCodeSource().getLocation();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classes}, null)) {
      Constructor<?> made = loader.loadClass(Foreign.class.getName()).getConstructor();
      Object driver = made.newInstance();
      DriverInfo info = new DriverInfo("volume", "a", "1.0.0", List.of());
      drivers.add(info, driver, "bundle", d -> {});
      drivers.guardBy(
          (d, call) -> {
            KEPT.add(call.whileThere(new CompletableFuture<>()));
            return call.once(Object.class, () -> d);
          });
      boolean unused =
          drivers.<Boolean>call(
              "a",
              "/place/1",
              d -> {
                KEPT.add(d.toString());
                return true;
              });
      drivers.guardBy((d, call) -> call.ask("wait", () -> await(stuck, d)));
      unused = drivers.<Boolean>call("a", "/place/1", d -> true);
      awaitLatch(freed);
      assertThat(drivers.remove(driver)).isTrue();
      return new WeakReference<>(loader, queue);
    }
  }

  private static Object await(CountDownLatch latch, Object driver) {
    awaitDespiteInterrupts(latch);
    return driver;
  }

  private static final List<Object> KEPT = new CopyOnWriteArrayList<>();

  /** Loaded a second time, by a loader of its own. */
  public static final class Foreign {
    @Override
    public String toString() {
      return "foreign";
    }
  }
}
