package io.carob.engine.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.Digest;
import io.carob.api.node.SharingReport.FileEvidence;
import io.carob.api.node.SharingReport.IsolationEvidence;
import io.carob.api.node.SharingReport.RootEvidence;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the real kernel: processes with real overlay mounts, and with plain copies. */
class SharingReaderTest {

  private static final Digest IMAGE = Digest.of("image".getBytes(StandardCharsets.UTF_8));

  @Test
  void replicasOnOneOverlayShareTheirFiles(@TempDir Path folder) throws Exception {
    Path lower = folder.resolve("lower");
    RootProcess.fill(lower);
    try (RootProcess a = overlay(folder, lower, "a");
        RootProcess b = overlay(folder, lower, "b")) {
      List<RunningContainer> containers = List.of(container("a", a), container("b", b));
      List<FileEvidence> files = FileCheck.compare(containers);
      assertThat(files).hasSizeGreaterThanOrEqualTo(2).allMatch(FileEvidence::same);
      assertThat(files.get(0).path()).isEqualTo("/bin/sleep");
      assertThat(files.get(0).seen().get(0).backing()).isEqualTo(lower + "/bin/sleep");
      Optional<IsolationEvidence> isolation = IsolationCheck.of(containers);
      assertThat(isolation.orElseThrow().seenIn()).containsEntry("b", false);
      Verdict verdict = Verdict.of(containers, files, isolation);
      assertThat(verdict.shared()).isTrue();
      assertThat(verdict.sentence()).contains("2 containers share", "/bin/sleep", "not seen");
      assertThat(folder.resolve("a-upper")).isEmptyDirectory();
      assertThat(containers.get(0).root().lower()).containsExactly(lower.toString());
      assertThat(ProcFiles.namespaces(a.pid())).containsOnlyKeys("ipc", "net", "pid", "uts");
    }
  }

  @Test
  void aChangedFileIsNotCalledShared(@TempDir Path folder) throws Exception {
    Path lower = folder.resolve("lower");
    RootProcess.fill(lower);
    try (RootProcess a = overlay(folder, lower, "a");
        RootProcess b = overlay(folder, lower, "b")) {
      Files.writeString(Path.of("/proc/" + a.pid() + "/root/etc/passwd"), "changed");
      List<RunningContainer> containers = List.of(container("a", a), container("b", b));
      List<FileEvidence> files = FileCheck.compare(containers);
      assertThat(files)
          .anyMatch(f -> f.path().equals("/etc/passwd") && !f.same())
          .anyMatch(f -> f.path().equals("/bin/sleep") && f.same());
      Verdict verdict = Verdict.of(containers, files, Optional.empty());
      assertThat(verdict.shared()).isFalse();
      assertThat(verdict.sentence()).startsWith("Shared in part");
    }
  }

  @Test
  void separateCopiesShareNothing(@TempDir Path folder) throws Exception {
    try (RootProcess a = copy(folder, "a");
        RootProcess b = copy(folder, "b")) {
      List<RunningContainer> containers = List.of(container("a", a), container("b", b));
      List<FileEvidence> files = FileCheck.compare(containers);
      assertThat(files).isNotEmpty().noneMatch(FileEvidence::same);
      Verdict verdict = Verdict.of(containers, files, IsolationCheck.of(containers));
      assertThat(verdict.shared()).isFalse();
      assertThat(verdict.sentence()).startsWith("Nothing is shared");
    }
  }

  @Test
  void oneContainerProvesNothing(@TempDir Path folder) throws Exception {
    try (RootProcess a = copy(folder, "a")) {
      List<RunningContainer> containers = List.of(container("a", a));
      assertThat(IsolationCheck.of(containers)).isEmpty();
      Verdict verdict = Verdict.of(containers, FileCheck.compare(containers), Optional.empty());
      assertThat(verdict.shared()).isFalse();
      assertThat(verdict.sentence()).contains("Only one container");
    }
  }

  @Test
  void neverFollowsALinkOutOfARoot(@TempDir Path folder) throws IOException {
    Path root = Files.createDirectories(folder.resolve("root"));
    Files.createSymbolicLink(root.resolve("etc"), Path.of("/etc"));
    Files.createSymbolicLink(root.resolve("passwd"), Path.of("/etc/passwd"));
    Files.createDirectories(root.resolve("real"));
    Files.writeString(root.resolve("real/file"), "x");
    assertThat(Inode.of(root, "/etc/passwd")).isEmpty();
    assertThat(Inode.of(root, "/passwd")).isEmpty();
    assertThat(Inode.of(root, "/real")).isEmpty();
    assertThat(Inode.of(root, "/real/file")).isPresent();
    assertThat(Inode.of(root, "/real/none")).isEmpty();
  }

  private static RootProcess overlay(Path folder, Path lower, String name)
      throws IOException, InterruptedException {
    Path upper = Files.createDirectories(folder.resolve(name + "-upper"));
    Path work = Files.createDirectories(folder.resolve(name + "-work"));
    Path target = Files.createDirectories(folder.resolve(name));
    return RootProcess.start(
        target,
        "mount -t overlay overlay -o lowerdir="
            + lower
            + ",upperdir="
            + upper
            + ",workdir="
            + work
            + " "
            + target);
  }

  private static RootProcess copy(Path folder, String name)
      throws IOException, InterruptedException {
    Path target = Files.createDirectories(folder.resolve(name));
    RootProcess.fill(target);
    return RootProcess.start(target, "mount --bind " + target + " " + target);
  }

  private static RunningContainer container(String name, RootProcess process) {
    MountLine root = MountLine.root(ProcFiles.mountInfo(process.pid())).orElseThrow();
    return new RunningContainer(
        name,
        IMAGE,
        "overlay",
        process.pid(),
        root,
        new RootEvidence(
            name,
            process.pid(),
            "overlay",
            root.type(),
            root.lower(),
            root.upper(),
            root.work(),
            0,
            root.line()));
  }
}
