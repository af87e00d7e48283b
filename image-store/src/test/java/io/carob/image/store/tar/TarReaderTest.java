package io.carob.image.store.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.image.store.kit.Tar;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TarReaderTest {

  private static TarReader reader(byte[] bytes) {
    return new TarReader(new ByteArrayInputStream(bytes), 1 << 16);
  }

  private static TarEntry first(Tar tar) {
    return reader(tar.build()).next().orElseThrow();
  }

  private static void corrupt(byte[] bytes) {
    CarobException e =
        catchThrowableOfType(
            CarobException.class,
            () -> {
              TarReader tar = reader(bytes);
              for (Optional<TarEntry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
                tar.read(new byte[10], 0, 10);
              }
            });
    assertThat(e).isNotNull();
    assertThat(e.code()).isEqualTo(ErrorCode.DATA_LOSS);
  }

  /** A header with some bytes set and the checksum made right again. */
  private static byte[] patched(Tar tar, int at, byte... bytes) {
    byte[] all = tar.build();
    System.arraycopy(bytes, 0, all, at, bytes.length);
    Arrays.fill(all, 148, 156, (byte) ' ');
    int sum = 0;
    for (int i = 0; i < 512; i++) {
      sum += all[i] & 0xFF;
    }
    System.arraycopy(Tar.bytes(String.format("%06o\0", sum)), 0, all, 148, 7);
    return all;
  }

  @Test
  void endsWithTwoZeroBlocksOrWithTheStream() {
    byte[] one = new Tar().file("a", "x").open();
    assertThat(reader(one).next()).isPresent();
    TarReader open = reader(one);
    open.next();
    assertThat(open.next()).isEmpty();
    assertThat(open.isClosed()).isFalse();
    TarReader closed = reader(new Tar().file("a", "x").build());
    closed.next();
    assertThat(closed.next()).isEmpty();
    assertThat(closed.isClosed()).isTrue();
    assertThat(reader(new byte[0]).next()).isEmpty();
  }

  @Test
  void dataOffsetLeadsToTheBytes() {
    byte[] all =
        new Tar().file("a", "first").file("big", new byte[1 << 20]).file("c", "third").build();
    TarReader tar = reader(all);
    tar.next();
    assertThat(all[(int) tar.dataOffset()]).isEqualTo((byte) 'f');
    tar.next();
    assertThat(tar.dataOffset()).isEqualTo(1536);
    tar.next();
    assertThat(all[(int) tar.dataOffset()]).isEqualTo((byte) 't');
  }

  @Test
  void prefixOfUstarIsPartOfTheName() {
    byte[] ustar = patched(new Tar().file("name", "x"), 345, Tar.bytes("some/folder"));
    assertThat(reader(ustar).next().orElseThrow().name()).isEqualTo("some/folder/name");
    Tar gnu = new Tar().magic("ustar  \0").file("name", "x");
    assertThat(reader(patched(gnu, 345, Tar.bytes("1234567"))).next().orElseThrow().name())
        .isEqualTo("name");
    assertThat(first(new Tar().magic("").file("old", "x")).name()).isEqualTo("old");
  }

  @Test
  void largeAndNegativeNumbersOfGnu() {
    byte[] large = HexFormat.of().parseHex("80000000001234567890abcd");
    byte[] size = patched(new Tar().file("a", ""), 136, large);
    assertThat(reader(size).next().orElseThrow().mtime())
        .isEqualTo(Instant.ofEpochSecond(0x1234567890ABCDL >>> 0));
    byte[] minus = HexFormat.of().parseHex("ffffffffffffffffffffffff");
    assertThat(reader(patched(new Tar().file("a", ""), 136, minus)).next().orElseThrow().mtime())
        .isEqualTo(Instant.ofEpochSecond(-1));
    corrupt(patched(new Tar().file("a", ""), 124, minus));
    byte[] huge = HexFormat.of().parseHex("80ffffffffffffffffffffff");
    corrupt(patched(new Tar().file("a", ""), 124, huge));
  }

  @Test
  void gnuLongNamesAreTaken() {
    String name = "long/".repeat(60) + "end";
    Tar tar = new Tar().entry('L', "././@LongLink", "", Tar.bytes(name + "\0"), 0, 0);
    tar.entry('K', "././@LongLink", "", Tar.bytes("to/" + name + "\0"), 0, 0);
    TarEntry entry = first(tar.symlink("short", "target"));
    assertThat(entry.name()).isEqualTo(name);
    assertThat(entry.linkName()).isEqualTo("to/" + name);
    assertThat(entry.type()).isEqualTo(TarType.SYMLINK);
  }

  @Test
  void paxRecordsStandOverTheHeader() {
    Tar tar = new Tar().owner(1, 2);
    tar.pax(
        "path", "\u00ff\u00fe/name",
        "uid", "4294967294",
        "gid", "70000",
        "mtime", "-1.25",
        "atime", "1234567890.1234567899",
        "SCHILY.xattr.user.a%3Db", "v=\n\u0000\u00ff",
        "comment", "nothing");
    TarReader reader = reader(tar.file("x", "data").file("y", "").build());
    TarEntry entry = reader.next().orElseThrow();
    assertThat(entry.name()).isEqualTo("\u00ff\u00fe/name");
    assertThat(Integer.toUnsignedLong(entry.uid())).isEqualTo(4294967294L);
    assertThat(entry.gid()).isEqualTo(70000);
    assertThat(entry.mtime()).isEqualTo(Instant.ofEpochSecond(-2, 750_000_000));
    assertThat(entry.atime()).contains(Instant.ofEpochSecond(1234567890, 123456789));
    assertThat(entry.xattrs()).containsOnlyKeys("user.a=b");
    assertThat(entry.xattrs().get("user.a=b")).isEqualTo(Tar.bytes("v=\n\u0000\u00ff"));
    TarEntry next = reader.next().orElseThrow();
    assertThat(next.name()).isEqualTo("y");
    assertThat(next.uid()).isEqualTo(1);
    assertThat(next.xattrs()).isEmpty();
    assertThat(next.atime()).isEmpty();
  }

  @Test
  void globalHeadersMakeNothing() {
    Tar tar = new Tar().entry('g', "pax_global_header", "", Tar.bytes("11 path=x\n"), 0, 0);
    TarReader reader = reader(tar.file("a", "").build());
    assertThat(reader.next().orElseThrow().type()).isEqualTo(TarType.NOTE);
    assertThat(reader.next().orElseThrow().name()).isEqualTo("a");
  }

  @Test
  void sizeOfALinkIsNoData() {
    byte[] all = patched(new Tar().link("l", "a").file("a", "x"), 124, Tar.bytes("00000001000"));
    TarReader reader = reader(all);
    assertThat(reader.next().orElseThrow().size()).isZero();
    assertThat(reader.next().orElseThrow().name()).isEqualTo("a");
  }

  @Test
  void malformedHeadersAreDataLoss() {
    byte[] good = new Tar().file("a", "x").build();
    byte[] sum = good.clone();
    sum[0] ^= 1;
    corrupt(sum);
    corrupt(patched(new Tar().file("a", "x"), 124, Tar.bytes("0000zz00001")));
    corrupt(Arrays.copyOf(good, 511));
    corrupt(Arrays.copyOf(new Tar().file("a", "x".repeat(600)).build(), 700));
  }

  @Test
  void malformedPaxRecordsAreDataLoss() {
    for (String records :
        new String[] {
          "5 a=b\n",
          "7 a=b\n",
          "0 a=b\n",
          "99 a=b\n",
          "6 a=b",
          "x a=b\n",
          "6 aab\n",
          "-6 a=b\n",
          "17 mtime=1x2345\n\n",
          "12 uid=-100\n",
          "18 uid=4294967296\n",
          "11 path=a\0\n",
          "999999999999999999999 a=b\n"
        }) {
      corrupt(new Tar().entry('x', "x", "", Tar.bytes(records), 0, 0).file("a", "").build());
    }
  }

  @Test
  void sparseMapsThatLieAreDataLoss() {
    for (String map : new String[] {"0,2", "0,1,0,0", "5,1", "9,1", "0", "1,1,0,0", "0,-1", "x"}) {
      Tar tar = new Tar().pax("GNU.sparse.size", "5", "GNU.sparse.map", map);
      corrupt(tar.file("a", "x").build());
    }
    Tar tar =
        new Tar().pax("GNU.sparse.size", "5", "GNU.sparse.map", "4,1", "GNU.sparse.name", "n");
    TarEntry entry = first(tar.file("a", "x"));
    assertThat(entry.name()).isEqualTo("n");
    assertThat(entry.realSize()).isEqualTo(5);
    Tar inData =
        new Tar().pax("GNU.sparse.major", "1", "GNU.sparse.minor", "0", "GNU.sparse.realsize", "9");
    corrupt(inData.file("a", "99999999999\n").build());
  }

  @Test
  void typesOfOldAndNew() {
    assertThat(first(new Tar().entry('\0', "d/", "", new byte[0], 0, 0)).type())
        .isEqualTo(TarType.DIRECTORY);
    assertThat(first(new Tar().entry('\0', "f", "", new byte[0], 0, 0)).type())
        .isEqualTo(TarType.FILE);
    assertThat(first(new Tar().entry('7', "f", "", new byte[3], 0, 0)).type())
        .isEqualTo(TarType.FILE);
    assertThat(first(new Tar().entry('D', "f", "", new byte[3], 0, 0)).type())
        .isEqualTo(TarType.UNKNOWN);
  }
}
