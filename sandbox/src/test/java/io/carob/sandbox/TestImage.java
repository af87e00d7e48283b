package io.carob.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A root file system of Debian's busybox and its libc; the applets are hard links. */
public final class TestImage {

  private static final Path BUSYBOX = Path.of("/bin/busybox");
  private static final Pattern LIBRARY = Pattern.compile("(/\\S+)");
  private static final List<String> APPLETS =
      List.of(
          "sh",
          "sleep",
          "echo",
          "cat",
          "ls",
          "true",
          "false",
          "ps",
          "id",
          "kill",
          "hostname",
          "grep",
          "nc",
          "wget",
          "touch",
          "mkdir",
          "seq",
          "head",
          "stat",
          "mount",
          "dd",
          "httpd",
          "ip",
          "ping",
          "readlink",
          "env",
          "pwd",
          "su",
          "setsid",
          "umount",
          "test",
          "wc");

  private TestImage() {}

  /** Makes the tree. */
  public static Path make(Path root) throws IOException, InterruptedException {
    for (String folder : List.of("bin", "proc", "dev", "sys", "tmp", "etc", "work")) {
      Files.createDirectories(root.resolve(folder));
    }
    Files.setPosixFilePermissions(
        root.resolve("tmp"), PosixFilePermissions.fromString("rwxrwxrwx"));
    Path busybox = Files.copy(BUSYBOX, root.resolve("bin/busybox"));
    for (String applet : APPLETS) {
      Files.createLink(root.resolve("bin/" + applet), busybox);
    }
    for (Path library : libraries()) {
      Path copy = root.resolve(library.toString().substring(1));
      Files.createDirectories(copy.getParent());
      Files.copy(library, copy);
    }
    Files.writeString(
        root.resolve("etc/passwd"),
        "root:x:0:0:root:/root:/bin/sh\nweb:x:1001:1002:web:/tmp:/bin/sh\nbroken\n");
    Files.writeString(
        root.resolve("etc/group"), "root:x:0:\nweb:x:1002:\nlogs:x:1003:web,other\nmail:x:8:\n");
    Files.writeString(root.resolve("work/notexec"), "text");
    return root;
  }

  private static List<Path> libraries() throws IOException, InterruptedException {
    Process ldd = new ProcessBuilder("ldd", BUSYBOX.toString()).start();
    String text = new String(ldd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    ldd.waitFor();
    Matcher matcher = LIBRARY.matcher(text);
    return matcher.results().map(found -> Path.of(found.group(1))).toList();
  }
}
