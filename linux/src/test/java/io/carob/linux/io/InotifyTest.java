package io.carob.linux.io;

import static io.carob.linux.Codes.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.ErrorCode;
import io.carob.linux.RawName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class InotifyTest {

  @Test
  void tellsWhatAppearsInADirectory(@TempDir Path temp) throws Exception {
    Path watched = Files.createDirectory(temp.resolve("watched"));
    try (Inotify inotify = Inotify.open()) {
      int watch =
          inotify.watch(watched, EnumSet.of(InotifyEvent.Kind.CREATED, InotifyEvent.Kind.MOVED_TO));
      Files.writeString(temp.resolve("x"), "0");
      Files.move(temp.resolve("x"), watched.resolve("done"), StandardCopyOption.ATOMIC_MOVE);
      Files.writeString(watched.resolve(RawName.toText("new")), "0");
      List<InotifyEvent> events = new ArrayList<>();
      while (events.size() < 2) {
        events.addAll(inotify.take());
      }
      assertThat(events)
          .containsExactly(
              new InotifyEvent(watch, Set.of(InotifyEvent.Kind.MOVED_TO), "done"),
              new InotifyEvent(watch, Set.of(InotifyEvent.Kind.CREATED), "new"));
      inotify.unwatch(watch);
      inotify.unwatch(watch);
      assertThat(inotify.take())
          .extracting(InotifyEvent::kinds)
          .containsExactly(Set.of(InotifyEvent.Kind.IGNORED));
    }
  }

  @Test
  void tellsWhenAFileGrows(@TempDir Path temp) throws Exception {
    Path log = Files.writeString(temp.resolve("log"), "");
    try (Inotify inotify = Inotify.open()) {
      int watch = inotify.watch(log, Set.of(InotifyEvent.Kind.MODIFIED));
      Files.writeString(log, "line\n", StandardOpenOption.APPEND);
      assertThat(inotify.take())
          .containsExactly(new InotifyEvent(watch, Set.of(InotifyEvent.Kind.MODIFIED), ""));
    }
  }

  @Test
  void closingWakesTheTaker(@TempDir Path temp) throws Exception {
    Inotify inotify = Inotify.open();
    inotify.watch(temp, Set.of(InotifyEvent.Kind.CREATED));
    CompletableFuture<List<InotifyEvent>> taken = CompletableFuture.supplyAsync(inotify::take);
    inotify.close();
    inotify.close();
    assertThat(taken.get(60, TimeUnit.SECONDS)).isEmpty();
    assertThat(inotify.take()).isEmpty();
  }

  @Test
  void absentPathsAreRefused(@TempDir Path temp) {
    try (Inotify inotify = Inotify.open()) {
      assertFails(
          ErrorCode.NOT_FOUND,
          () -> inotify.watch(temp.resolve("no"), Set.of(InotifyEvent.Kind.CREATED)));
    }
  }
}
