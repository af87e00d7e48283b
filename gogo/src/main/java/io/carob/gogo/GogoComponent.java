package io.carob.gogo;

import io.carob.api.node.Console;
import java.time.Duration;
import org.apache.felix.service.command.CommandProcessor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The shell of the framework as the node's console. */
@Component
public final class GogoComponent implements Console {

  private final GogoConsole console;

  /** Runs lines by that processor. */
  @Activate
  public GogoComponent(@Reference CommandProcessor processor) {
    console = new GogoConsole(processor);
  }

  @Override
  public Outcome run(String line, Duration limit) {
    return console.run(line, limit);
  }
}
