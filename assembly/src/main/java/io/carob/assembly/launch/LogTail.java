package io.carob.assembly.launch;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Keeps the last lines of the log in memory, for {@code carob support}; logback makes it. */
public final class LogTail extends AppenderBase<ILoggingEvent> {

  private static final int MOST_LINES = 5000;
  private static final int MOST_CHARS = 4000;
  private static final Deque<String> LINES = new ArrayDeque<>();

  /** Made by logback, by its configuration. */
  public LogTail() {}

  @Override
  protected void append(ILoggingEvent event) {
    String text =
        event.getInstant()
            + " "
            + event.getLevel()
            + " "
            + event.getLoggerName()
            + ": "
            + event.getFormattedMessage();
    IThrowableProxy failure = event.getThrowableProxy();
    String whole = failure == null ? text : text + "\n" + ThrowableProxyUtil.asString(failure);
    synchronized (LINES) {
      LINES.add(whole.length() > MOST_CHARS ? whole.substring(0, MOST_CHARS) + "..." : whole);
      if (LINES.size() > MOST_LINES) {
        LINES.remove();
      }
    }
  }

  /** The last lines, oldest first. */
  static List<String> lines() {
    synchronized (LINES) {
      return List.copyOf(LINES);
    }
  }
}
