package io.carob.engine.log;

import io.carob.api.pod.LogRequest;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** One record of the CRI log format: {@code <RFC 3339 time> <stdout|stderr> <P|F> <text>}. */
final class CriRecord {

  private final String time;
  private final String stream;
  private final boolean full;
  private final byte[] text;

  private CriRecord(String time, String stream, boolean full, byte[] text) {
    this.time = time;
    this.stream = stream;
    this.full = full;
    this.text = text;
  }

  /** The time as it stands there. */
  String time() {
    return time;
  }

  /** Whether it was written to one of these outputs. */
  boolean of(LogRequest.Output output) {
    return output == LogRequest.Output.BOTH
        || output.name().toLowerCase(Locale.ROOT).equals(stream);
  }

  /** Whether the text ends a line; otherwise it goes on in the next record. */
  boolean full() {
    return full;
  }

  /** The text, without the end of line. */
  byte[] text() {
    return text.clone();
  }

  /** Reads one record without its end of line; empty when it is none. */
  static Optional<CriRecord> parse(byte[] line) {
    int first = space(line, 0);
    int second = first < 0 ? -1 : space(line, first + 1);
    if (second < 0) {
      return Optional.empty();
    }
    int third = space(line, second + 1);
    int tagEnd = third < 0 ? line.length : third;
    String stream = ascii(line, first + 1, second);
    String tag = ascii(line, second + 1, tagEnd);
    boolean known = stream.equals("stdout") || stream.equals("stderr");
    if (!known
        || !(tag.equals("F") || tag.equals("P") || tag.startsWith("F:") || tag.startsWith("P:"))) {
      return Optional.empty();
    }
    byte[] text = third < 0 ? new byte[0] : Arrays.copyOfRange(line, third + 1, line.length);
    return Optional.of(new CriRecord(ascii(line, 0, first), stream, tag.startsWith("F"), text));
  }

  /** Whether it was written at or after that time; unreadable times count as written later. */
  boolean since(Instant from) {
    try {
      return !OffsetDateTime.parse(time).toInstant().isBefore(from);
    } catch (DateTimeException e) {
      return true;
    }
  }

  private static int space(byte[] line, int from) {
    for (int i = from; i < line.length; i++) {
      if (line[i] == ' ') {
        return i;
      }
    }
    return -1;
  }

  private static String ascii(byte[] line, int from, int to) {
    return new String(line, from, to - from, StandardCharsets.US_ASCII);
  }
}
