package io.carob.image.store.tar;

import static io.carob.image.store.Codes.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.ErrorCode;
import io.carob.linux.inflate.IsalInflater;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever inflates, the answer is the same. */
class GzipBodyTest {

  private static final int TRAILER = 8;

  static Stream<Supplier<GzipBody>> bodies() {
    return Stream.of(ZlibBody::new, () -> new IsalBody(128 * 1024));
  }

  @Test
  void libisalIsUsedWhereItIsThere() {
    assertThat(IsalInflater.isAvailable()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void membersOfEveryKindComeOutWhole(Supplier<GzipBody> body) throws IOException {
    byte[] plain = mixed(3_000_000);
    byte[] packed = join(gzip(plain), gzip(new byte[0]), gzip(mixed(10)), new byte[700]);

    assertThat(read(body.get(), packed, 128 * 1024)).isEqualTo(join(plain, mixed(10)));
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void inputMayComeInAnyPieces(Supplier<GzipBody> body) throws IOException {
    byte[] plain = mixed(20_000);
    byte[] packed = join(gzip(plain), gzip(plain));

    for (int piece : new int[] {1, 2, 3, 7, 8, 9, 13, 100}) {
      assertThat(read(body.get(), packed, piece)).isEqualTo(join(plain, plain));
    }
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void everyTruncationIsNoticed(Supplier<GzipBody> body) throws IOException {
    byte[] packed = gzip(mixed(2_000));

    for (int size = 1; size < packed.length; size++) {
      byte[] cut = Arrays.copyOf(packed, size);
      assertFails(ErrorCode.DATA_LOSS, () -> read(body.get(), cut, 4096));
    }
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void everyWrongByteOfTheTrailerIsNoticed(Supplier<GzipBody> body) throws IOException {
    byte[] packed = gzip(mixed(2_000));

    for (int i = 1; i <= TRAILER; i++) {
      byte[] wrong = packed.clone();
      wrong[wrong.length - i] ^= 0x10;
      assertFails(ErrorCode.DATA_LOSS, () -> read(body.get(), wrong, 4096));
    }
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void aWrongByteNeverGivesOtherBytesSilently(Supplier<GzipBody> body) throws IOException {
    byte[] plain = mixed(5_000);
    byte[] packed = gzip(plain);
    int header = 10;

    for (int i = header; i < packed.length; i += 11) {
      byte[] wrong = packed.clone();
      wrong[i] ^= 0x55;
      assertFails(ErrorCode.DATA_LOSS, () -> read(body.get(), wrong, 4096));
    }
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void whatFollowsTheLastMemberIsNoticed(Supplier<GzipBody> body) throws IOException {
    byte[] packed = join(gzip(mixed(100)), new byte[] {'x', 'y', 'z'});

    assertFails(ErrorCode.DATA_LOSS, () -> read(body.get(), packed, 4096));
  }

  /** Some that compresses, some that does not, some zeros. */
  private static byte[] mixed(int size) {
    byte[] bytes = new byte[size];
    Random random = new Random(42);
    for (int i = 0; i < size; i++) {
      int part = i / 4096 % 3;
      bytes[i] = (byte) (part == 0 ? "the same words ".charAt(i % 15) : part * random.nextInt(256));
    }
    return bytes;
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    }
    return out.toByteArray();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] read(GzipBody body, byte[] packed, int piece) {
    try (GzipStream stream = new GzipStream(pieces(packed, piece), body)) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static InputStream pieces(byte[] bytes, int piece) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] into, int offset, int length) {
        return super.read(into, offset, Math.min(length, piece));
      }
    };
  }
}
