package io.carob.assembly.node;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.node.LogLevels;
import io.carob.assembly.conf.CfgFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** The log's levels, as the launcher offers them; and in the configuration for the next start. */
final class NodeLogLevels implements LogLevels {

  private static final List<String> LEVELS =
      List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "OFF");
  private static final Pattern LOGGER = Pattern.compile("[A-Za-z0-9_$][A-Za-z0-9_$.-]*");

  private final Supplier<Map<String, String>> levels;
  private final BiConsumer<String, String> set;
  private final Path file;

  /**
   * The levels of a log.
   *
   * @param file what is read at a start
   */
  NodeLogLevels(Supplier<Map<String, String>> levels, BiConsumer<String, String> set, Path file) {
    this.levels = levels;
    this.set = set;
    this.file = file;
  }

  @Override
  public Map<String, String> levels() {
    return Map.copyOf(levels.get());
  }

  @Override
  public void set(String logger, String level) {
    require(LOGGER.matcher(logger).matches(), "\"" + logger + "\" is no logger's name");
    require(LEVELS.contains(level), "\"" + level + "\" is no level; there are " + LEVELS);
    set.accept(logger, level);
  }

  private static void require(boolean good, String reason) {
    if (!good) {
      throw new CarobException(ErrorCode.INVALID_ARGUMENT, "cannot set a level: " + reason);
    }
  }

  @Override
  public synchronized void save(String logger, String level) {
    set(logger, level);
    try {
      CfgFile.set(file, Map.of("level." + logger, level));
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.INTERNAL, "the level is set, but cannot be kept in " + file + ": " + e, e);
    }
  }
}
