package io.carob.image.store.check;

import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ImageReference;
import io.carob.api.Usage;
import io.carob.api.image.ImportProgress;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.api.storage.Finding;
import io.carob.api.storage.IntegrityCheck;
import io.carob.image.store.images.ImageService;
import io.carob.image.store.meta.Edit;
import io.carob.image.store.meta.ImageRow;
import io.carob.image.store.meta.MetaStore;
import io.carob.image.store.meta.SnapshotId;
import io.carob.image.store.meta.SnapshotRow;
import io.carob.image.store.meta.State;
import io.carob.image.store.snapshot.PlaceCheck;
import io.carob.image.store.snapshot.PlaceCheck.Fault;
import io.carob.image.store.snapshot.PlaceCheck.Rule;
import io.carob.image.store.snapshot.SnapshotCare;
import io.carob.image.store.space.Inventory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The check of a store that serves. */
public final class LiveCheck implements IntegrityCheck {

  private static final Logger LOG = LoggerFactory.getLogger(LiveCheck.class);

  private final Path root;
  private final MetaStore meta;
  private final StoreCheck.Blobs blobs;
  private final ImageService images;
  private final SnapshotCare care;
  private final BlobMender mender;

  /** Makes the check. */
  public LiveCheck(
      Path root,
      MetaStore meta,
      StoreCheck.Blobs blobs,
      ImageService images,
      SnapshotCare care,
      BlobMender mender) {
    this.mender = mender;
    this.root = root;
    this.meta = meta;
    this.blobs = blobs;
    this.images = images;
    this.care = care;
  }

  @Override
  public List<Finding> check(Options options) {
    List<Finding> findings = new ArrayList<>();
    meta.damage()
        .ifPresent(
            damage ->
                findings.add(
                    new Finding(
                        "record",
                        root.resolve("meta.db").toString(),
                        damage,
                        "restore it from a backup",
                        false)));
    findings.addAll(
        new StoreCheck(
                root,
                meta::state,
                blobs,
                images::isIdle,
                record -> faults(record, options),
                new Mend(options.repair()),
                options)
            .run());
    return findings;
  }

  private List<PlaceFault> faults(Supplier<State> record, Options options) {
    List<PlaceFault> faults = new ArrayList<>();
    for (Fault fault : PlaceCheck.run(root, record, care.bootId(), care.underWay())) {
      // Recovery has dropped such rows at the start; one that is seen now is of a layer that a
      // second service wrote, and cannot be.
      faults.add(PlaceFault.of(fault));
    }
    if (!options.quick()) {
      record.get().snapshots().stream()
          .filter(row -> row.kind() == SnapshotKind.COMMITTED && row.unsyncedBoot().isEmpty())
          .filter(row -> faults.stream().noneMatch(fault -> concerns(fault, row)))
          .filter(row -> care.hasDriver(row.id().driver()))
          .forEach(row -> size(row).ifPresent(faults::add));
    }
    return faults;
  }

  private static boolean concerns(PlaceFault fault, SnapshotRow row) {
    return fault.fault().row().filter(one -> one.id().equals(row.id())).isPresent();
  }

  private Optional<PlaceFault> size(SnapshotRow row) {
    try {
      Usage found = care.measure(row.id());
      Usage kept = row.usage().orElse(Usage.NONE);
      Fault fault = new Fault(Rule.NO_SIZE, root, row.id().driver(), row.place(), Optional.of(row));
      boolean same =
          found.equals(kept) || meta.state().snapshot(row.id()).filter(row::equals).isEmpty();
      return same ? Optional.empty() : Optional.of(PlaceFault.size(fault, kept, found));
    } catch (CarobException e) {
      LOG.debug("{} was not measured", row.id(), e); // removed meanwhile
      return Optional.empty();
    }
  }

  private final class Mend implements StoreCheck.Mending {
    private final boolean on;

    Mend(boolean on) {
      this.on = on;
    }

    @Override
    public boolean on() {
      return on;
    }

    @Override
    public boolean sweep() {
      images.sweepBlobs();
      return images.isIdle();
    }

    @Override
    public boolean blob(Digest blob) {
      Optional<ImageRow> image =
          meta.state().images().stream().filter(one -> one.blobs().contains(blob)).findFirst();
      if (image.isEmpty()) {
        return false;
      }
      try (ImageService.Hold hold = images.hold()) {
        assert hold != null;
        Optional<String> why = mender.bring(image.get(), blob);
        why.ifPresent(reason -> LOG.warn("blob {} was not brought anew: {}", blob, reason));
        return why.isEmpty();
      }
    }

    @Override
    public boolean name(String name) {
      ImageReference reference = ImageReference.parse(name);
      return meta.write(
          (state, edits) -> {
            Digest image = state.names().get(reference);
            boolean lost = image != null && state.image(image).isEmpty();
            if (lost) {
              edits.accept(new Edit.DropName(reference));
            }
            return lost;
          });
    }

    @Override
    public boolean place(PlaceFault fault) {
      try {
        return mend(fault);
      } catch (CarobException e) {
        LOG.warn("{} was not mended", fault.subject(), e);
        return false;
      }
    }

    private boolean mend(PlaceFault fault) {
      Optional<SnapshotRow> row = fault.fault().row();
      return switch (fault.kind()) {
        case NO_ROW -> care.clear(fault.fault().driver(), fault.fault().place());
        case NO_PLACE -> care.forget(row.orElseThrow()) && unpackAgain(row.orElseThrow().id());
        case PARENT ->
            row.orElseThrow().parentId().isPresent() && lost(row.orElseThrow().parentId().get());
        case NO_SIZE -> {
          SnapshotRow one = row.orElseThrow();
          care.correct(one, fault.size().orElseGet(() -> care.measure(one.id())));
          yield true;
        }
        case FOREIGN, UNSYNCED, NO_IMAGE -> false;
      };
    }

    /** A row whose place is gone is mended without being unpacked when it is no layer. */
    private boolean unpackAgain(SnapshotId id) {
      return !isLayer(id.key()) || lost(id);
    }

    private boolean isLayer(SnapshotKey key) {
      return !new Inventory(meta.state()).imagesOf(key).isEmpty();
    }

    private boolean lost(SnapshotId id) {
      new Inventory(meta.state())
          .imagesOf(id.key()).stream()
              .findFirst()
              .ifPresent(image -> images.unpack(image.id(), id.driver(), ImportProgress.NONE));
      return meta.state().snapshot(id).isPresent();
    }
  }
}
