package io.carob.tck.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.CarobException;
import io.carob.api.Mount;
import io.carob.api.sandbox.SandboxSpec;
import io.carob.linux.fs.FileTree;
import io.carob.linux.mount.Mounts;
import io.carob.tck.driver.CommonCases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** B3, B7: what fails or ends leaves nothing. */
final class FailureCases {

  private static final int MOST_INODES = 40;

  private FailureCases() {}

  /**
   * The folders of sandboxes lie on a file system that has room for ever one file or folder more,
   * until it has enough: so create fails at each place where it keeps something.
   */
  static void failedCreateLeavesNothing(SandboxBench bench) throws IOException {
    Path folders = bench.node().run().resolve("sandboxes");
    int failed = 0;
    boolean made = false;
    for (int inodes = 3; !made && inodes < MOST_INODES; inodes++) {
      Mounts.mount(new Mount("tmpfs", "tck", List.of("nr_inodes=" + inodes)), folders);
      bench.story().step("made room for " + (inodes - 2) + " files in the sandbox's folder");
      try {
        SandboxSpec spec = bench.spec();
        made = isCreated(bench, spec);
        failed += made ? 0 : 1;
        if (made) {
          bench.remove(spec);
        }
        bench.leftovers().none(List.of(spec.podUid()), List.of(folders));
      } finally {
        Mounts.unmountAll(folders, true);
      }
    }
    assertThat(made).as("created with room for %d files", MOST_INODES).isTrue();
    assertThat(failed).as("times that create failed for want of room").isPositive();
  }

  private static boolean isCreated(SandboxBench bench, SandboxSpec spec) {
    try {
      return bench.create(spec).ready();
    } catch (CarobException e) {
      return false;
    }
  }

  static void nothingIsLeftAfterRemove(SandboxBench bench) throws IOException {
    SandboxSpec spec = bench.spec();
    bench.create(spec);
    bench.remove(spec);
    bench.leftovers().none(List.of(spec.podUid()));
    FileTree.remove(spec.directory());
    assertThat(spec.directory()).doesNotExist();
  }

  static void selfCheckLeavesNothing(SandboxBench bench) throws IOException {
    Path scratch = Files.createDirectory(bench.node().run().resolve("scratch"));
    CommonCases.checksItself(bench.driver(), scratch);
    bench.leftovers().none(List.of());
    try (Stream<Path> files = Files.list(bench.node().run())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("sandboxes", "scratch");
    }
  }
}
