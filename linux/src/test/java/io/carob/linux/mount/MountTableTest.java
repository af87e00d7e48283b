package io.carob.linux.mount;

import static io.carob.linux.Codes.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.ErrorCode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MountTableTest {

  private static final String TEXT =
      """
      27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard
      22 27 0:21 / /proc rw,relatime shared:5 - proc proc rw
      40 27 0:30 /sub\\040dir /mnt/a\\040b\\011c\\134d ro,nosuid shared:3 master:7 - tmpfs src\\043x rw,size=4k
      41 40 0:31 / /mnt/a\\040b\\011c\\134d/deep rw master:2 propagate_from:2 - overlay overlay rw,lowerdir=/a:/b
      42 27 0:32 / /mnt/u rw unbindable - tmpfs none rw
      43 42 0:33 / /mnt/u rw - tmpfs top ro
      """;

  private final MountTable table = MountTable.parse(TEXT);

  @Test
  void unescapesPaths() {
    MountEntry entry = table.entries().get(2);
    assertThat(entry.mountPoint()).isEqualTo("/mnt/a b\tc\\d");
    assertThat(entry.root()).isEqualTo("/sub dir");
    assertThat(entry.source()).isEqualTo("src#x");
    assertThat(entry.options()).containsExactly("ro", "nosuid");
    assertThat(entry.superOptions()).containsExactly("rw", "size=4k");
    assertThat(entry.major()).isZero();
    assertThat(entry.minor()).isEqualTo(30);
    assertThat(entry.parent()).isEqualTo(27);
  }

  @Test
  void tellsPropagation() {
    assertThat(table.entries().get(0).propagation()).isEqualTo(Propagation.PRIVATE);
    assertThat(table.entries().get(1).propagation()).isEqualTo(Propagation.SHARED);
    assertThat(table.entries().get(2).peerGroup()).contains(3);
    assertThat(table.entries().get(2).master()).contains(7);
    assertThat(table.entries().get(3).propagation()).isEqualTo(Propagation.SLAVE);
    assertThat(table.entries().get(4).propagation()).isEqualTo(Propagation.UNBINDABLE);
  }

  @Test
  void findsTheTopmostMount() {
    assertThat(table.at(Path.of("/mnt/u")).orElseThrow().source()).isEqualTo("top");
    assertThat(table.at(Path.of("/mnt/u")).orElseThrow().isReadOnly()).isTrue();
    assertThat(table.at(Path.of("/mnt"))).isEmpty();
    assertThat(table.containing(Path.of("/mnt/u/x")).orElseThrow().id()).isEqualTo(43);
    assertThat(table.containing(Path.of("/mnt/ux")).orElseThrow().id()).isEqualTo(27);
  }

  @Test
  void ordersForUnmounting() {
    assertThat(table.below(Path.of("/mnt")))
        .extracting(MountEntry::id)
        .containsExactly(41, 43, 42, 40);
    assertThat(table.below(Path.of("/mnt/a"))).isEmpty();
  }

  @Test
  void refusesOtherText() {
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> MountTable.parse("what is this"));
    assertFails(
        ErrorCode.INVALID_ARGUMENT, () -> MountTable.parse("x 1 254:0 / / rw - ext4 /dev/vda rw"));
  }

  @Test
  void readsThisProcessAndOthers() {
    assertThat(MountTable.read().at(Path.of("/proc")).orElseThrow().type()).isEqualTo("proc");
    assertThat(MountTable.read(ProcessHandle.current().pid()).entries()).isNotEmpty();
    assertFails(ErrorCode.NOT_FOUND, () -> MountTable.read(Long.MAX_VALUE));
  }
}
