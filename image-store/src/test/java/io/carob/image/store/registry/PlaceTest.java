package io.carob.image.store.registry;

import static io.carob.image.store.Codes.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.ImageReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaceTest {

  private static final Digest DIGEST = Digest.of(new byte[0]);

  @ParameterizedTest
  @CsvSource({
    "registry.example/web, registry.example, web, latest",
    "registry.example:5000/a/b:2, registry.example:5000, a/b, 2",
    "localhost/a:1, localhost, a, 1",
    "docker.io/busybox:1, docker.io, library/busybox, 1",
    "index.docker.io/busybox:1, docker.io, library/busybox, 1",
    "docker.io/demo/web:1, docker.io, demo/web, 1",
    "demo/web:1, default.example, demo/web, 1"
  })
  void aNameTellsWhereItsImageLies(String name, String registry, String repository, String tag) {
    Place place = Place.of(ImageReference.parse(name), "default.example");
    assertThat(place.registry()).isEqualTo(registry);
    assertThat(place.repository()).isEqualTo(repository);
    assertThat(place.wanted()).isEqualTo(tag);
  }

  @Test
  void aDigestWinsOverATag() {
    Place place = Place.of(ImageReference.parse("r.example/a:1@" + DIGEST), "");
    assertThat(place.wanted()).isEqualTo(DIGEST.toString());
  }

  @Test
  void withoutARegistryAndADefaultThereIsNoPlace() {
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> Place.of(ImageReference.parse("demo/web:1"), ""));
  }
}
