package io.carob.assembly.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.Subscription;
import io.carob.api.pod.Event;
import io.carob.api.pod.Events;
import io.carob.api.pod.ResourceKey;
import io.carob.assembly.TestFramework;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;

/** The keeper of events comes and goes, as the engine's does. */
class NodeEventsTest {

  private static final ResourceKey JAR = new ResourceKey("DriverJar", "", "volume-git.jar");

  private final Kept kept = new Kept();
  private Framework framework;
  private BundleContext context;
  private NodeEvents events;

  @BeforeEach
  void open(@TempDir Path cache) throws Exception {
    framework = TestFramework.in(cache);
    framework.start();
    context = framework.getBundleContext();
    events = NodeEvents.open(context);
  }

  @AfterEach
  void close() throws Exception {
    events.close();
    framework.stop();
    framework.waitForStop(0);
  }

  @Test
  void whatIsToldBeforeThereIsAKeeperIsPassedOnInItsOrder() {
    tell("first");
    tell("second");
    keep();
    tell("third");
    assertThat(kept.messages).containsExactly("first", "second", "third");
  }

  @Test
  void whatIsToldWhileTheKeeperIsReplacedGoesToTheNextOne() {
    ServiceRegistration<Events> registration = keep();
    tell("before");
    registration.unregister();
    tell("between");
    assertThat(kept.messages).containsExactly("before");
    keep();
    assertThat(kept.messages).containsExactly("before", "between");
  }

  @Test
  void whatIsToldWhileTheKeeperComesIsNotForgotten() throws Exception {
    int told = 200;
    Thread teller =
        new Thread(
            () -> {
              for (int i = 0; i < told; i++) {
                tell("message " + i);
              }
            });
    teller.start();
    keep();
    teller.join();
    assertThat(kept.messages).hasSize(told);
  }

  @Test
  void theOldestGoWhenNobodyComes() {
    for (int i = 1; i <= 300; i++) {
      tell("message " + i);
    }
    keep();
    assertThat(kept.messages).hasSize(256).startsWith("message 45").endsWith("message 300");
  }

  private void tell(String message) {
    events.record("Warning", "DriverRefused", JAR, message);
  }

  private ServiceRegistration<Events> keep() {
    return context.registerService(Events.class, kept, null);
  }

  private static final class Kept implements Events {

    private final List<String> messages = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void record(String type, String reason, ResourceKey subject, String message) {
      assertThat(List.of(type, reason)).containsExactly("Warning", "DriverRefused");
      assertThat(subject).isEqualTo(JAR);
      messages.add(message);
    }

    @Override
    public List<Event> list() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Subscription subscribe(Consumer<Event> listener) {
      throw new UnsupportedOperationException();
    }
  }
}
