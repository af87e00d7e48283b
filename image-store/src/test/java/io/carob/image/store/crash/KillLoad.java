package io.carob.image.store.crash;

import io.carob.api.ImageReference;
import io.carob.api.image.Image;
import io.carob.api.image.ImportProgress;
import io.carob.api.image.RegistryOptions;
import io.carob.api.snapshot.SnapshotInfo;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.api.snapshot.Snapshots;
import io.carob.image.store.ImageStore;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One client of the store: images and snapshots come and go, and it writes down what it is told.
 */
final class KillLoad {

  /** Where both drivers keep what a container writes. */
  static final String DATA = "fs/data";

  private final ImageStore store;
  private final Archives archives;
  private final String registry;
  private final Journal journal;
  private final String mark;
  private final String family;
  private final String driver;
  private final int firstVariant;

  KillLoad(
      ImageStore store, Archives archives, String registry, Journal journal, int life, int thread) {
    this.store = store;
    this.archives = archives;
    this.registry = registry;
    this.journal = journal;
    this.mark = "t" + thread + "-l" + life + "-";
    this.family = thread % 2 == 0 ? "overlay" : "native";
    this.driver = thread % 2 == 0 ? "overlay" : "native-copy";
    this.firstVariant = thread / 2 * 2;
  }

  void round(int round) throws IOException {
    if (round % 4 == 0) {
      removeAll();
    }
    String archive = family + "-" + (firstVariant + round % 2);
    String alias = "localhost/" + archive + ":1";
    Image image = bring(archive, round);
    tag(image, alias);
    label(alias, round);
    journal.begin("layers:" + alias);
    SnapshotKey top = unpack(image);
    journal.end("layers:" + alias, driver);
    containers(mark + round, top, round);
  }

  private Image bring(String archive, int round) {
    boolean pull = round % 3 == 2;
    String name = (pull ? registry : "localhost") + "/" + archive + ":0";
    ImageReference reference = ImageReference.parse(name);
    journal.begin("image:" + name);
    Image image =
        pull
            ? store.registries().pull(reference, RegistryOptions.DEFAULT, ImportProgress.NONE)
            : store
                .images()
                .importArchive(
                    archives.of(family, firstVariant + round % 2),
                    Optional.of(reference),
                    ImportProgress.NONE)
                .get(0);
    journal.end("image:" + name, image.id().toString());
    return image;
  }

  private void tag(Image image, String alias) {
    journal.begin("image:" + alias);
    store.images().tag(image.id().toString(), ImageReference.parse(alias));
    journal.end("image:" + alias, image.id().toString());
  }

  private void label(String alias, int round) {
    journal.begin("label:" + alias);
    store.storage().label(alias, Map.of("mark", mark + round), Set.of());
    journal.end("label:" + alias, mark + round);
  }

  private SnapshotKey unpack(Image image) {
    return store.images().unpack(image.id(), driver, ImportProgress.NONE).orElseThrow();
  }

  private void containers(String name, SnapshotKey top, int round) throws IOException {
    Snapshots snapshots = store.snapshots();
    String done = name + "-done";
    prepare(name, top);
    journal.begin(snap(name), snap(done));
    snapshots.commit(driver, new SnapshotKey(name), new SnapshotKey(done));
    journal.end(snap(name), Journal.GONE, snap(done), "COMMITTED");
    prepare(name + "-above", new SnapshotKey(done));
    journal.begin(snap(name + "-view"));
    snapshots.view(
        driver, new SnapshotKey(name + "-view"), Optional.of(new SnapshotKey(done)), Map.of());
    journal.end(snap(name + "-view"), "VIEW");
    if (round % 2 == 0) {
      List.of(name + "-view", name + "-above", done).forEach(this::remove);
    }
  }

  private void prepare(String name, SnapshotKey parent) throws IOException {
    journal.begin(snap(name));
    SnapshotInfo made =
        store
            .snapshots()
            .prepare(driver, new SnapshotKey(name), Optional.of(parent), Map.of("name", name));
    Files.writeString(made.place().resolve(DATA), name);
    journal.end(snap(name), "ACTIVE");
  }

  private void remove(String name) {
    journal.begin(snap(name));
    store.snapshots().remove(driver, new SnapshotKey(name));
    journal.end(snap(name), Journal.GONE);
  }

  /** Takes away all that this client has made, in this life or before. */
  private void removeAll() {
    String own = mark.substring(0, mark.indexOf('-') + 1);
    List<SnapshotInfo> all = store.snapshots().list(Optional.of(driver));
    for (int i = all.size() - 1; i >= 0; i--) {
      String name = all.get(i).key().value();
      if (name.startsWith(own)) {
        remove(name);
      }
    }
    for (Image image : store.images().list()) {
      for (ImageReference name : image.names()) {
        String text = name.toString();
        if (text.contains("/" + family + "-" + firstVariant + ":")
            || text.contains("/" + family + "-" + (firstVariant + 1) + ":")) {
          journal.begin("image:" + text, "layers:" + text, "label:" + text);
          store.images().remove(text);
          journal.end(
              "image:" + text,
              Journal.GONE,
              "layers:" + text,
              Journal.GONE,
              "label:" + text,
              Journal.GONE);
        }
      }
    }
  }

  private String snap(String name) {
    return "snapshot:" + driver + ":" + name;
  }
}
