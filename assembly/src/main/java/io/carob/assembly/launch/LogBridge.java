package io.carob.assembly.launch;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.slf4j.ILoggerFactory;

/**
 * The log's levels and last lines, for the bundles. The log lives outside the framework, so that
 * only the JDK's types are known to both.
 */
final class LogBridge implements Supplier<Map<String, String>>, BiConsumer<String, String> {

  private final LoggerContext context;

  private LogBridge(LoggerContext context) {
    this.context = context;
  }

  /** Offers what the log has in the framework, and sets the levels that were saved. */
  static void open(ILoggerFactory log, BundleContext bundles, Map<String, String> saved) {
    if (!(log instanceof LoggerContext context)) {
      return; // somebody runs it with another log: it has no levels to set
    }
    LogBridge bridge = new LogBridge(context);
    saved.forEach(bridge);
    bundles.registerService(
        new String[] {Supplier.class.getName(), BiConsumer.class.getName()},
        bridge,
        FrameworkUtil.asDictionary(Map.of("carob.supplies", "log-levels")));
    Supplier<List<String>> tail = LogTail::lines;
    bundles.registerService(
        Supplier.class, tail, FrameworkUtil.asDictionary(Map.of("carob.supplies", "log-tail")));
  }

  @Override
  public Map<String, String> get() {
    Map<String, String> levels = new TreeMap<>();
    for (Logger logger : context.getLoggerList()) {
      Level level = logger.getLevel();
      if (level != null) {
        levels.put(logger.getName(), level.toString());
      }
    }
    return levels;
  }

  /** Sets a level; of a word that is none, the level becomes INFO. */
  @Override
  public void accept(String logger, String level) {
    context.getLogger(logger).setLevel(Level.toLevel(level, Level.INFO));
  }
}
