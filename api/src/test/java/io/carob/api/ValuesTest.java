package io.carob.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {

  private static final String EMPTY =
      "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  @Test
  void digestOfBytesIsTheKnownOne() {
    assertThat(Digest.of(new byte[0])).hasToString(EMPTY).isEqualTo(Digest.parse(EMPTY));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "md5:d41d8cd98f00b204e9800998ecf8427e",
        "sha256:../../../etc/passwd",
        "sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855"
      })
  void digestRefusesOtherTexts(String text) {
    assertInvalid(() -> Digest.parse(text));
  }

  @Test
  void chainIdFollowsTheImageSpecification() {
    DiffId first = new DiffId(Digest.of("1".getBytes(StandardCharsets.US_ASCII)));
    DiffId second = new DiffId(Digest.of("2".getBytes(StandardCharsets.US_ASCII)));
    List<ChainId> chain = ChainId.chain(List.of(first, second));
    assertThat(chain.get(0).digest()).isEqualTo(first.digest());
    assertThat(chain.get(1).digest())
        .isEqualTo(Digest.of((first + " " + second).getBytes(StandardCharsets.US_ASCII)));
    assertThat(ChainId.of(Optional.of(chain.get(0)), second)).isEqualTo(chain.get(1));
  }

  @ParameterizedTest
  @CsvSource({
    "demo/web, '', demo/web, latest",
    "demo/web:1.0, '', demo/web, 1.0",
    "localhost:5000/a/b:x, localhost:5000, a/b, x",
    "registry.example.org/a, registry.example.org, a, latest",
    "[::1]:5000/a, [::1]:5000, a, latest"
  })
  void referenceIsReadAsPeopleWriteIt(String text, String registry, String repository, String tag) {
    ImageReference reference = ImageReference.parse(text);
    assertThat(reference.registry()).isEqualTo(registry);
    assertThat(reference.repository()).isEqualTo(repository);
    assertThat(reference.tag()).contains(tag);
    assertThat(ImageReference.parse(reference.toString())).isEqualTo(reference);
  }

  @Test
  void referenceByDigestHasNoTag() {
    ImageReference reference = ImageReference.parse("demo/web@" + EMPTY);
    assertThat(reference.tag()).isEmpty();
    assertThat(reference.digest()).contains(Digest.parse(EMPTY));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Demo/web", "demo/web:", "demo//web", "/demo", "demo/web:a b", "a/../b"})
  void referenceRefusesOtherTexts(String text) {
    assertInvalid(() -> ImageReference.parse(text));
  }

  @Test
  void platformWithoutVariantFitsAny() {
    Platform host = new Platform("linux", "arm64", "v8");
    assertThat(host.accepts(new Platform("linux", "arm64", ""))).isTrue();
    assertThat(host.accepts(new Platform("linux", "arm64", "v7"))).isFalse();
    assertThat(host.accepts(new Platform("linux", "amd64", ""))).isFalse();
    assertThat(host.accepts(new Platform("windows", "arm64", "v8"))).isFalse();
  }

  private static void assertInvalid(Runnable call) {
    CarobException thrown = catchThrowableOfType(CarobException.class, call::run);
    assertThat(thrown.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
  }
}
