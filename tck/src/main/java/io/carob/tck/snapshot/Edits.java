package io.carob.tck.snapshot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What a container does to its writable tree, by ordinary system calls. */
final class Edits {

  private static final Instant PINNED = Instant.parse("2021-06-07T08:09:10.111213141Z");

  private Edits() {}

  /** Changes a tree made of {@link Trees#everyKind()} in every way. */
  static void everything(Path root) throws IOException {
    append(root.resolve("etc/passwd"), "user:x:1000:1000::/home/user:/bin/sh\n");
    truncate(root.resolve("data/random"));
    changeAttributes(root);
    delete(root);
    replace(root);
    create(root);
    Files.move(root.resolve("data/absolute"), root.resolve("etc/moved-link"));
    Files.move(root.resolve("bin/secret"), root.resolve("bin/setgid"), atomically());
    pinTimes(root);
  }

  /** One file changed and one made. */
  static void mark(Path root, String text) throws IOException {
    append(root.resolve("etc/passwd"), text);
    Files.writeString(root.resolve("mark-" + text), text);
    pinTimes(root);
  }

  private static void changeAttributes(Path root) throws IOException {
    Fs.apply(root.resolve("bin/capable"), Meta.FILE.mode(06711).owner(9, 10));
    Fs.apply(root.resolve("shared"), Meta.FOLDER.mode(0500).xattr("user.more", "more"));
    Fs.setXattr(root.resolve("home/user/noted"), "user.note", new byte[] {1, 2, 3});
    Fs.apply(root.resolve("bin/setuid"), Meta.FILE.mode(0700).fileCapability());
  }

  private static void delete(Path root) throws IOException {
    Fs.removeTree(root.resolve("srv"));
    Files.delete(root.resolve("etc/motd"));
    Files.delete(root.resolve("run/fifo"));
    Files.delete(root.resolve("data/dangling"));
  }

  private static void replace(Path root) throws IOException {
    Path tmp = root.resolve("tmp");
    Fs.removeTree(tmp);
    Files.writeString(tmp, "a file where a folder was\n");
    Path file = root.resolve("data/empty");
    Files.delete(file);
    Files.createDirectory(file);
    Files.writeString(file.resolve("inside"), "a folder where a file was\n");
    Path again = root.resolve("var/log");
    Files.delete(again);
    Files.writeString(again, "for a moment");
    Files.delete(again);
    Files.createDirectory(again);
    Files.writeString(again.resolve("log"), "a folder again\n");
  }

  private static void create(Path root) throws IOException {
    Path made = Files.createDirectories(root.resolve("made/by/hand"));
    Files.writeString(made.resolve("file"), "made\n");
    Files.createLink(made.resolve("file-too"), made.resolve("file"));
    Files.createSymbolicLink(made.resolve("link"), Path.of("file"));
    Fs.makeNode(made.resolve("fifo"), Entry.Type.FIFO, 0, 0);
    Fs.makeNode(made.resolve("zero"), Entry.Type.CHARACTER_DEVICE, 1, 5);
    Fs.apply(made.resolve("fifo"), Meta.FILE.mode(0622));
    Fs.apply(made.resolve("zero"), Meta.FILE.mode(0666));
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
  }

  private static void truncate(Path file) throws IOException {
    Files.write(file, Trees.random(1000), StandardOpenOption.TRUNCATE_EXISTING);
  }

  private static StandardCopyOption[] atomically() {
    return new StandardCopyOption[] {
      StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING
    };
  }

  /** Gives one time to all that an edit touched, so that two edited trees can be compared. */
  static void pinTimes(Path root) throws IOException {
    List<Path> touched;
    try (Stream<Path> walk = Files.walk(root)) {
      touched = walk.sorted(Comparator.reverseOrder()).filter(Edits::isTouched).toList();
    }
    for (Path path : touched) {
      Fs.setTime(path, PINNED);
    }
  }

  private static boolean isTouched(Path path) {
    try {
      return Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS)
          .toInstant()
          .isAfter(Meta.LATEST);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
