package io.carob.image.store.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.Digest;
import io.carob.api.ImageReference;
import io.carob.api.image.Image;
import io.carob.api.image.ImportProgress;
import io.carob.api.storage.Finding;
import io.carob.api.storage.IntegrityCheck.Options;
import io.carob.api.storage.VerifyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blobs that are lost or damaged come again from the registry that the image came from. */
class RepairTest {

  @TempDir Path folder = Path.of("");

  private DockerRegistry registry;
  private Node here;
  private Node there;
  private Image image;

  @BeforeEach
  void open() throws IOException {
    registry = DockerRegistry.open(folder.resolve("registry"));
    here = new Node(folder.resolve("here"));
    there = new Node(folder.resolve("there"));
    image = here.make("local/web:1", 1000, 200_000);
    here.push("local/web:1", registry.host() + "/demo/web:1");
    there.pull(registry.host() + "/demo/web:1");
  }

  @AfterEach
  void close() {
    here.close();
    there.close();
    registry.close();
  }

  private List<Digest> all() {
    return List.of(
        image.manifest(), image.id(), image.layers().get(0).blob(), image.layers().get(1).blob());
  }

  private Path file(Digest blob) {
    return folder.resolve("there/root/content/blobs/sha256").resolve(blob.hex());
  }

  private void damage(Digest blob) throws IOException {
    byte[] bytes = Files.readAllBytes(file(blob));
    bytes[bytes.length / 2] ^= 1;
    Files.delete(file(blob));
    Files.write(file(blob), bytes);
  }

  private VerifyReport verify(boolean repair) {
    return there.storage().verify(Optional.empty(), repair, ImportProgress.NONE);
  }

  @Test
  void verificationBringsWhatIsDamagedOrLost() throws IOException {
    damage(image.manifest());
    damage(image.layers().get(1).blob());
    Files.delete(file(image.id()));
    Files.delete(file(image.layers().get(0).blob()));
    assertThat(verify(false).findings()).hasSize(4).noneMatch(Finding::mended);
    assertThat(verify(true).findings()).hasSize(4).allMatch(Finding::mended);
    assertThat(verify(false).findings()).isEmpty();
    assertThat(there.images().unpack(image.id(), "folder", ImportProgress.NONE)).isPresent();
  }

  @Test
  void fsckBringsWhatIsDamagedOrLost() throws IOException {
    damage(image.id());
    Files.delete(file(image.layers().get(0).blob()));
    assertThat(there.integrity().check(new Options(true, false)))
        .hasSize(2)
        .allMatch(Finding::mended);
    assertThat(there.integrity().check(new Options(false, false))).isEmpty();
  }

  @Test
  void anotherNameIsTriedWhenOneLeadsNowhere() throws IOException {
    there.images().tag(image.id().toString(), ImageReference.parse("127.0.0.1:1/aa/web:1"));
    for (Digest blob : all()) {
      damage(blob);
    }
    assertThat(verify(true).findings()).hasSize(4).allMatch(Finding::mended);
  }

  @Test
  void withoutItsRegistryItIsSaidWhyItIsNotMended() throws IOException {
    registry.close();
    damage(image.layers().get(0).blob());
    List<Finding> found = verify(true).findings();
    assertThat(found).hasSize(1).noneMatch(Finding::mended);
    assertThat(found.get(0).action()).contains("cannot be reached");
    assertThat(there.images().list()).hasSize(1);
  }
}
