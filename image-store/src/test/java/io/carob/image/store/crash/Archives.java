package io.carob.image.store.crash;

import io.carob.image.store.kit.Layout;
import io.carob.image.store.kit.Tar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Small images, made once: all of one family share their lowest layer. */
final class Archives {

  static final int VARIANTS = 6;

  private final Path folder;

  Archives(Path folder) {
    this.folder = folder;
  }

  void make(String family) throws IOException {
    byte[] base =
        new Tar()
            .dir("etc/")
            .file("etc/family", family)
            .dir("usr/")
            .file("usr/data", bytes(family.hashCode(), 300_000))
            .build();
    for (int variant = 0; variant < VARIANTS; variant++) {
      byte[] middle =
          new Tar().dir("etc/").file("etc/middle", family + variant).dir("opt/").build();
      byte[] top =
          new Tar()
              .dir("etc/")
              .file("etc/.wh.family", "")
              .file("etc/top", bytes(variant, 5000))
              .link("etc/again", "etc/top")
              .symlink("opt-" + family + variant, "opt")
              .build();
      Layout layout = new Layout();
      layout.index(layout.image("amd64", Layout.named("demo:1"), base, middle, top));
      layout.writeFolder(Files.createDirectories(of(family, variant)));
    }
  }

  Path of(String family, int variant) {
    return folder.resolve(family + "-" + variant);
  }

  private static byte[] bytes(int seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
