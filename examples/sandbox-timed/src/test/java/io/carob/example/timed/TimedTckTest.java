package io.carob.example.timed;

import io.carob.api.embed.DriverFactory;
import io.carob.api.node.NodeLayout;
import io.carob.api.sandbox.SandboxDriver;
import io.carob.tck.sandbox.SandboxDriverTck;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The whole contract, with real sandboxes below. */
class TimedTckTest extends SandboxDriverTck {

  private static final List<DriverFactory.Made> DELEGATES = new CopyOnWriteArrayList<>();

  TimedTckTest(@TempDir Path data) {
    super(TimedTckTest::driver, data);
  }

  private static SandboxDriver driver(NodeLayout node) {
    DriverFactory.Made pause = PauseDelegate.make(node);
    DELEGATES.add(pause);
    TimedSandbox timed = new TimedSandbox("pause", System::nanoTime);
    timed.setCalls(PauseDelegate.calls(pause.sandboxes().get(0)));
    return timed;
  }

  @AfterEach
  void endDelegates() throws Exception {
    for (DriverFactory.Made made : DELEGATES) {
      made.end().close();
    }
    DELEGATES.clear();
  }
}
