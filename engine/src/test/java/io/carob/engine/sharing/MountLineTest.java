package io.carob.engine.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MountLineTest {

  private static final String OLD =
      "613 612 0:55 / / rw,relatime shared:1 master:2 - overlay overlay"
          + " rw,lowerdir=/a\\040b/1:/c\\134:d/2,upperdir=/u\\054p,workdir=/w,uuid=on";
  private static final String NEW =
      "613 612 0:55 / / ro,relatime - overlay carob"
          + " rw,lowerdir+=/a:b/1,lowerdir+=/c/2,upperdir=/u,workdir=/w";

  @Test
  void readsTheColonForm() {
    MountLine line = MountLine.parse(OLD).orElseThrow();
    assertThat(line.lower()).containsExactly("/a b/1", "/c:d/2");
    assertThat(line.upper()).contains("/u,p");
    assertThat(line.work()).contains("/w");
    assertThat(line.readOnly()).isFalse();
    assertThat(line.overlay()).isTrue();
  }

  @Test
  void readsTheFormOfOneOptionALayer() {
    MountLine line = MountLine.parse(NEW).orElseThrow();
    assertThat(line.lower()).containsExactly("/a:b/1", "/c/2");
    assertThat(line.readOnly()).isTrue();
    assertThat(line.line()).isEqualTo(NEW);
  }

  @Test
  void findsTheRootMountThatShows() {
    String below = "1 0 8:1 / / rw - ext4 /dev/sda1 rw";
    String other = "2 0 8:1 /x /data rw - ext4 /dev/sda1 rw";
    assertThat(MountLine.root(List.of(below, NEW, other, "nonsense")).orElseThrow().type())
        .isEqualTo("overlay");
    assertThat(MountLine.root(List.of(below, other)).orElseThrow().lower()).isEmpty();
    assertThat(MountLine.root(List.of())).isEmpty();
  }

  @Test
  void readsDeviceNumbers() {
    assertThat(Inode.parse("(dev=801,ino=42)")).contains(new Inode("8:1", 42));
    assertThat(Inode.parse("(dev=10300,ino=7)")).contains(new Inode("259:0", 7));
    assertThat(Inode.parse("something else")).isEmpty();
  }
}
