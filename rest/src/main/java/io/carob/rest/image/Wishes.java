package io.carob.rest.image;

import io.carob.api.image.ImageChanges;
import io.carob.rest.http.Call;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** What a call wants of the image that it makes. */
final class Wishes {

  private Wishes() {}

  /** An absolute path. */
  static Path path(String parameter, String text) {
    Path path = Path.of(text);
    if (!path.isAbsolute()) {
      throw Call.invalid(parameter, "must be an absolute path, but is " + text);
    }
    return path;
  }

  /** The snapshotter to unpack with, if any. */
  static Optional<String> snapshotter(Call call) {
    return call.query("snapshotter").filter(text -> !text.isEmpty());
  }

  static ImageChanges changes(Call call) {
    ImageChanges.Builder changes = ImageChanges.builder();
    List<String> entrypoint = call.queryAll("entrypoint");
    List<String> cmd = call.queryAll("cmd");
    if (!entrypoint.isEmpty()) {
      changes.entrypoint(words(entrypoint));
    }
    if (!cmd.isEmpty()) {
      changes.cmd(words(cmd));
    }
    call.queryAll("env").forEach(text -> pair("env", text, changes::env));
    call.queryAll("label").forEach(text -> pair("label", text, changes::label));
    call.query("workdir").ifPresent(changes::workingDir);
    call.query("user").ifPresent(changes::user);
    call.query("author").ifPresent(changes::author);
    call.query("comment").ifPresent(changes::comment);
    call.query("created").map(Wishes::time).ifPresent(changes::created);
    return changes.build();
  }

  /** One empty word means no words. */
  private static List<String> words(List<String> given) {
    return given.equals(List.of("")) ? List.of() : given;
  }

  private interface Pair {
    ImageChanges.Builder set(String key, String value);
  }

  private static void pair(String parameter, String text, Pair pair) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw Call.invalid(parameter, "must be as key=value, but is " + text);
    }
    pair.set(text.substring(0, equals), text.substring(equals + 1));
  }

  /** A time as RFC 3339 has it, or seconds since 1970. */
  private static Instant time(String text) {
    try {
      return text.matches("[0-9]{1,12}")
          ? Instant.ofEpochSecond(Long.parseLong(text))
          : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw Call.invalid("created", "must be as 2026-01-31T12:00:00Z or seconds, but is " + text);
    }
  }
}
