package io.carob.image.store.check;

import io.carob.api.Digest;
import io.carob.api.storage.Finding;
import io.carob.api.storage.IntegrityCheck.Options;
import io.carob.image.store.content.BlobStore;
import io.carob.image.store.meta.MetaStore;
import io.carob.image.store.snapshot.PlaceCheck;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The check of a store that does not serve. It changes nothing: what a start mends by itself is
 * reported as that.
 */
public final class RestingCheck {

  private RestingCheck() {}

  /**
   * Checks.
   *
   * @param root the node's durable folder, which the caller has locked
   * @throws io.carob.api.CarobException {@code DATA_LOSS} when the record is damaged
   */
  public static List<Finding> run(Path root, String bootId, boolean quick) {
    List<Finding> findings = new ArrayList<>();
    BlobStore store = new BlobStore(root.resolve("content"));
    leftovers(findings, StoreCheck.left(root.resolve("trash")), "trash");
    leftovers(findings, store.leftovers(), "ingest");
    try (MetaStore meta = MetaStore.open(root.resolve("meta.db"))) {
      findings.addAll(
          new StoreCheck(
                  root,
                  meta::state,
                  blobs(store),
                  () -> true,
                  record ->
                      PlaceCheck.run(root, record, bootId, (driver, place) -> false).stream()
                          .map(PlaceFault::of)
                          .toList(),
                  NOTHING,
                  new Options(false, quick))
              .run());
    }
    return findings;
  }

  /** The blobs of a store, for a check. */
  public static StoreCheck.Blobs blobs(BlobStore store) {
    return new StoreCheck.Blobs() {
      @Override
      public List<Digest> list() {
        return store.list();
      }

      @Override
      public Optional<String> fault(Digest blob) {
        return store.fault(blob);
      }

      @Override
      public List<Path> foreign() {
        return store.foreign();
      }
    };
  }

  private static void leftovers(List<Finding> findings, List<Path> all, String rule) {
    for (Path left : all) {
      findings.add(
          new Finding(
              rule,
              left.toString(),
              "an earlier process left it",
              "the next start deletes it",
              false));
    }
  }

  private static final StoreCheck.Mending NOTHING =
      new StoreCheck.Mending() {
        @Override
        public boolean on() {
          return false;
        }

        @Override
        public boolean sweep() {
          return false;
        }

        @Override
        public boolean blob(Digest blob) {
          return false;
        }

        @Override
        public boolean place(PlaceFault fault) {
          return false;
        }

        @Override
        public boolean name(String name) {
          return false;
        }
      };
}
