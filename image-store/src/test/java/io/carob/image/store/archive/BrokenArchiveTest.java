package io.carob.image.store.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.image.store.kit.Command;
import io.carob.image.store.kit.Layout;
import io.carob.image.store.kit.Tar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives that are damaged, or lie. Nothing of them stays. */
class BrokenArchiveTest {

  private static final byte[] LAYER = new Tar().file("a", "x".repeat(5000)).build();

  private final Path temp;
  private final Imports imports;
  private final Layout layout = new Layout();

  BrokenArchiveTest(@TempDir Path temp) {
    this.temp = temp;
    this.imports = new Imports(temp);
  }

  private Path folder() throws IOException {
    return layout.writeFolder(Files.createTempDirectory(temp, "layout"));
  }

  private Path tar(byte[] bytes) {
    return Imports.write(temp.resolve("image.tar"), bytes);
  }

  private void valid() {
    layout.index(layout.image("amd64", Layout.named("a/b:1"), LAYER));
  }

  private String layer() {
    return Layout.descriptor(Layout.OCI_LAYER, layout.blob(LAYER), LAYER.length, "");
  }

  private String config() {
    return layout.described(Layout.OCI_CONFIG, Layout.config("amd64", LAYER), "");
  }

  private void manifest(String text) {
    layout.index(layout.described(Layout.OCI_MANIFEST, text, ""));
  }

  @Test
  void absentSourceIsNotFound() {
    imports.fails(temp.resolve("none"), ErrorCode.NOT_FOUND);
  }

  @Test
  void whatIsNoArchiveIsSaidWithWhatWasExpected() throws IOException {
    byte[] noise = new byte[5000];
    new Random(3).nextBytes(noise);
    List<byte[]> files =
        List.of(
            new byte[0],
            Tar.bytes("short"),
            noise,
            Tar.bytes("#!/bin/sh\n".repeat(200)),
            new byte[10240],
            new Tar().file("other", "x").build(),
            Tar.gzip(new Tar().file("other", "x").build()),
            Tar.gzip(Tar.bytes("text")));
    for (byte[] file : files) {
      CarobException e = imports.fails(tar(file), ErrorCode.INVALID_ARGUMENT);
      assertThat(e).hasMessageContaining("docker-archive").hasMessageContaining("OCI image layout");
    }
    imports.fails(Files.createDirectory(temp.resolve("empty")), ErrorCode.INVALID_ARGUMENT);
    imports.fails(Path.of("/dev/null"), ErrorCode.INVALID_ARGUMENT);
  }

  @Test
  void truncatedTarIsDataLoss() {
    valid();
    byte[] whole = layout.reversedTar();
    for (byte[] file : List.of(whole, Tar.gzip(whole), Tar.zstd(whole))) {
      int closing = file == whole ? 1024 : 0;
      for (int size = 600; size < file.length - closing; size += 1 + file.length / 61) {
        imports.fails(tar(Arrays.copyOf(file, size)), ErrorCode.DATA_LOSS);
      }
      imports.fails(tar(Arrays.copyOf(file, file.length - closing - 1)), ErrorCode.DATA_LOSS);
    }
  }

  @Test
  void damagedBlobIsDataLoss() throws IOException {
    valid();
    for (String name : List.copyOf(layout.files().keySet())) {
      if (!name.startsWith("blobs/")) {
        continue;
      }
      byte[] good = layout.file(name).clone();
      byte[] bad = good.clone();
      bad[bad.length / 2] ^= 1;
      layout.put(name, bad);
      imports.fails(folder(), ErrorCode.DATA_LOSS);
      imports.fails(tar(layout.tar()), ErrorCode.DATA_LOSS);
      layout.put(name, Arrays.copyOf(good, good.length - 1));
      imports.fails(folder(), ErrorCode.DATA_LOSS);
      layout.put(name, Arrays.copyOf(good, good.length + 1));
      imports.fails(folder(), ErrorCode.DATA_LOSS);
      layout.put(name, good);
    }
    assertThat(imports.read(folder())).hasSize(1);
  }

  @Test
  void missingBlobIsNamed() throws IOException {
    valid();
    for (String name : List.copyOf(layout.files().keySet())) {
      if (name.startsWith("blobs/")) {
        byte[] bytes = layout.file(name);
        layout.remove(name);
        CarobException e = imports.fails(folder(), ErrorCode.DATA_LOSS);
        assertThat(e).hasMessageContaining(Digest.of(bytes).hex());
        layout.put(name, bytes);
      }
    }
  }

  @Test
  void malformedJsonNamesTheDocument() throws IOException {
    for (String text :
        List.of(
            "{",
            "",
            "nonsense",
            "[]",
            "{\"schemaVersion\":2}{}",
            "null",
            "{\"schemaVersion\":2,\"schemaVersion\":2,\"manifests\":[]}",
            "[".repeat(100_000))) {
      layout.put("index.json", text);
      assertThat(imports.fails(folder(), ErrorCode.DATA_LOSS)).hasMessageContaining("index.json");
      manifest(text);
      assertThat(imports.fails(folder(), ErrorCode.DATA_LOSS)).hasMessageContaining("manifest");
    }
  }

  @Test
  void wrongTypesAreDataLoss() throws IOException {
    String good = Layout.manifest(config(), List.of(layer()));
    for (String bad :
        List.of(
            good.replace("\"schemaVersion\":2", "\"schemaVersion\":\"2\""),
            good.replace("\"schemaVersion\":2", "\"schemaVersion\":1"),
            good.replace("\"size\":" + LAYER.length, "\"size\":-1"),
            good.replace("\"size\":" + LAYER.length, "\"size\":1e99"),
            good.replace("\"layers\":[", "\"layers\":[7,"),
            good.replace("\"layers\":[", "\"other\":["),
            good.replace("sha256:", "sha256:x"),
            good.replace("sha256:", "../../"),
            good.replace("\"config\":{", "\"config\":\"x\",\"more\":{"))) {
      assertThat(bad).isNotEqualTo(good);
      manifest(bad);
      imports.fails(folder(), ErrorCode.DATA_LOSS);
    }
  }

  @Test
  void manifestThatIsAlsoAnIndexIsRefused() throws IOException {
    String both =
        Layout.manifest(config(), List.of(layer())).replaceFirst("\\{", "{\"manifests\":[],");
    manifest(both);
    imports.fails(folder(), ErrorCode.DATA_LOSS);
    layout.index(layout.described(Layout.OCI_INDEX, both, ""));
    imports.fails(folder(), ErrorCode.DATA_LOSS);
    layout.put("index.json", both);
    imports.fails(folder(), ErrorCode.DATA_LOSS);
  }

  @Test
  void mediaTypeOfAnotherKindIsRefused() throws IOException {
    String manifest = Layout.manifest(config(), List.of(layer()));
    layout.index(layout.described(Layout.OCI_INDEX, manifest, ""));
    imports.fails(folder(), ErrorCode.DATA_LOSS);
    manifest(manifest.replaceFirst("\\{", "{\"mediaType\":\"" + Layout.OCI_INDEX + "\","));
    imports.fails(folder(), ErrorCode.DATA_LOSS);
    layout.index(layout.described("application/x-other", manifest, ""));
    imports.fails(folder(), ErrorCode.INVALID_ARGUMENT);
  }

  @Test
  void diffIdsMustFitTheLayers() throws IOException {
    manifest(Layout.manifest(config(), List.of(layer(), layer())));
    imports.fails(folder(), ErrorCode.DATA_LOSS);
  }

  @Test
  void encryptedLayerIsRefused() throws IOException {
    manifest(
        Layout.manifest(
            config(), List.of(layer().replace(".layer.v1.tar", ".layer.v1.tar+gzip+encrypted"))));
    imports.fails(folder(), ErrorCode.INVALID_ARGUMENT);
  }

  @Test
  void documentsAreBounded() throws IOException {
    layout.put("index.json", Layout.indexOf() + " ".repeat(4 << 20));
    imports.fails(folder(), ErrorCode.RESOURCE_EXHAUSTED);
    imports.fails(tar(layout.tar()), ErrorCode.RESOURCE_EXHAUSTED);
    layout.index(
        Layout.descriptor(Layout.OCI_MANIFEST, layout.blob(new byte[5 << 20]), 5 << 20, ""));
    imports.fails(folder(), ErrorCode.RESOURCE_EXHAUSTED);
  }

  @Test
  void nestingIsBounded() throws IOException {
    String descriptor = layout.image("arm64", "", LAYER);
    for (int i = 0; i < 20; i++) {
      descriptor = layout.described(Layout.OCI_INDEX, Layout.indexOf(descriptor), "");
    }
    layout.index(descriptor);
    imports.fails(folder(), ErrorCode.DATA_LOSS);
  }

  @Test
  void linksOutOfAFolderLeadNowhere() throws IOException {
    valid();
    Path folder = folder();
    Path blob = folder.resolve(Layout.path(Digest.of(LAYER)));
    Path outside = temp.resolve("outside");
    Files.move(blob, outside);
    Files.createSymbolicLink(blob, outside);
    imports.fails(folder, ErrorCode.DATA_LOSS);
    Files.delete(blob);
    Files.move(outside, folder.resolve("inside"));
    Files.createSymbolicLink(blob, Path.of("/inside"));
    assertThat(imports.read(folder)).hasSize(1);
  }

  @Test
  void pipeInAFolderIsNoBlob() throws IOException {
    valid();
    Path folder = folder();
    Path blob = folder.resolve(Layout.path(Digest.of(LAYER)));
    Files.delete(blob);
    Command.run(temp, "mkfifo", blob.toString());
    imports.fails(folder, ErrorCode.DATA_LOSS);
  }

  @Test
  void otherLayoutVersionIsRefused() throws IOException {
    valid();
    layout.put("oci-layout", "{\"imageLayoutVersion\":\"2.0.0\"}");
    imports.fails(folder(), ErrorCode.INVALID_ARGUMENT);
  }

  @Test
  void configurationWithoutPlatformIsDataLoss() throws IOException {
    String config = Layout.config("", LAYER);
    manifest(Layout.manifest(layout.described(Layout.OCI_CONFIG, config, ""), List.of(layer())));
    imports.fails(folder(), ErrorCode.DATA_LOSS);
  }

  @Test
  void fullDiskLeavesNothing() throws IOException {
    byte[] noise = new byte[3 << 20];
    new Random(1).nextBytes(noise);
    layout.index(layout.image("amd64", "", LAYER, new Tar().file("big", noise).build()));
    Path source = folder();
    Path small = Files.createDirectory(temp.resolve("small"));
    Command.run(temp, "mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", small.toString());
    try {
      new Imports(small).fails(source, ErrorCode.RESOURCE_EXHAUSTED);
      Path packed = Imports.write(temp.resolve("packed"), Tar.gzip(layout.tar()));
      new Imports(small).fails(packed, ErrorCode.RESOURCE_EXHAUSTED);
    } finally {
      Command.run(temp, "umount", small.toString());
    }
  }

  @Test
  void expansionOfTheArchiveIsBounded() {
    byte[] bomb = Tar.zstd(new Tar().file("zeros", new byte[100 << 20]).build());
    assertThat(bomb.length).isLessThan(60_000);
    imports.fails(tar(bomb), ErrorCode.RESOURCE_EXHAUSTED);
  }

  @Test
  void namesInAnArchiveAreBounded() {
    Tar tar = new Tar();
    for (int i = 0; i < 350; i++) {
      tar.entry('L', "././@LongLink", "", Tar.bytes("n".repeat(60_000) + i), 0, 0).file("n", "");
    }
    imports.fails(tar(tar.build()), ErrorCode.RESOURCE_EXHAUSTED);
  }

  @Test
  void textOfErrorsIsReadable() throws IOException {
    layout.put("index.json", "{");
    String message = String.valueOf(imports.fails(folder(), ErrorCode.DATA_LOSS).getMessage());
    assertThat(message.getBytes(StandardCharsets.UTF_8).length).isLessThan(300);
    assertThat(message)
        .startsWith("import: index.json is corrupt")
        .contains("export the image again");
  }
}
