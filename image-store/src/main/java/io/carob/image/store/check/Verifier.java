package io.carob.image.store.check;

import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.image.ImportProgress;
import io.carob.api.image.LayerInfo;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.api.storage.Finding;
import io.carob.api.storage.VerifyReport;
import io.carob.image.store.content.BlobStore;
import io.carob.image.store.images.Content;
import io.carob.image.store.images.ImageService;
import io.carob.image.store.images.LayerWork;
import io.carob.image.store.meta.ImageRow;
import io.carob.image.store.meta.MetaStore;
import io.carob.image.store.meta.SnapshotId;
import io.carob.image.store.meta.SnapshotRow;
import io.carob.image.store.snapshot.SnapshotCare;
import io.carob.image.store.snapshot.SnapshotCare.Look;
import io.carob.image.store.space.Inventory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One run over images: blobs first, then their unpacked layers, lowest first. */
public final class Verifier {

  private static final String DROPPED = "policy took it away after it was unpacked";

  private final MetaStore meta;
  private final Content content;
  private final ImageService images;
  private final SnapshotCare care;
  private final BlobMender mender;
  private final boolean repair;
  private final List<Finding> findings = new ArrayList<>();
  private final Map<Digest, Optional<String>> blobs = new HashMap<>();
  private final Set<SnapshotId> seen = new HashSet<>();
  private final Set<SnapshotId> renewed = new HashSet<>();
  private int skipped;

  /** Prepares a run. */
  public Verifier(
      MetaStore meta,
      Content content,
      ImageService images,
      SnapshotCare care,
      BlobMender mender,
      boolean repair) {
    this.meta = meta;
    this.content = content;
    this.images = images;
    this.care = care;
    this.mender = mender;
    this.repair = repair;
  }

  /** Runs over these images. */
  public VerifyReport run(List<ImageRow> wanted, ImportProgress progress) {
    for (int i = 0; i < wanted.size(); i++) {
      ImageRow image = wanted.get(i);
      progress.progress("image " + image.id().abbreviated(), i, wanted.size());
      ImageService.Hold hold = images.hold();
      try {
        image.blobs().stream().sorted().forEach(blob -> blob(image, blob));
        layers(image);
      } finally {
        hold.close();
      }
    }
    progress.progress("images", wanted.size(), wanted.size());
    int hashed = (int) blobs.values().stream().filter(fault -> !isDropped(fault)).count();
    return new VerifyReport(hashed, seen.size() - skipped, skipped, findings);
  }

  private static boolean isDropped(Optional<String> fault) {
    return fault.equals(Optional.of(DROPPED));
  }

  private void blob(ImageRow image, Digest blob) {
    if (blobs.containsKey(blob)) {
      return;
    }
    if (!content.sizes().containsKey(blob) && meta.state().dropped().containsKey(blob)) {
      blobs.put(blob, Optional.of(DROPPED));
      return;
    }
    Optional<String> fault = content.fault(blob);
    blobs.put(blob, fault);
    if (fault.isPresent()) {
      findings.add(
          new Finding(
              "blob content",
              "blob " + blob,
              fault.get(),
              mend(image, blob, fault.get()),
              isSound(blob)));
    }
  }

  private boolean isSound(Digest blob) {
    return blobs.getOrDefault(blob, Optional.of("")).isEmpty();
  }

  private String mend(ImageRow image, Digest blob, String fault) {
    String again = "import or pull image " + name(image) + " again";
    if (!repair) {
      return "--repair brings it anew where that is possible; otherwise " + again;
    }
    if (fault.startsWith(BlobStore.UNREADABLE)) {
      return "left as it is: a fault of the disk; see dmesg, then verify again";
    }
    content.delete(blob); // what is left of it would keep a sound one out
    Optional<String> why = mender.bring(image, blob).or(() -> content.fault(blob));
    if (why.isEmpty()) {
      blobs.put(blob, Optional.empty());
      return "brought anew from its registry";
    }
    return "deleted what was left of it; not brought anew: " + why.get() + "; " + again;
  }

  private String name(ImageRow image) {
    return meta.state().namesOf(image.id()).stream()
        .findFirst()
        .map(Object::toString)
        .orElse(image.id().abbreviated());
  }

  private void layers(ImageRow image) {
    Inventory inventory = new Inventory(meta.state());
    for (LayerInfo layer : image.layers()) {
      for (SnapshotRow row : inventory.unpacked(SnapshotKey.of(layer.chainId()))) {
        if (seen.add(row.id())) {
          layer(row.id(), layer);
        }
      }
    }
  }

  private void layer(SnapshotId id, LayerInfo layer) {
    if (!isSound(layer.blob())) {
      skipped++; // what it must be is not known; the blob's own finding says more
      return;
    }
    if (!care.hasDriver(id.driver())) {
      skipped++;
      findings.add(
          new Finding(
              "layer tree",
              "layer " + id,
              "it could not be compared",
              "its snapshotter is not there; install it and verify again",
              false));
      return;
    }
    try {
      look(id, layer);
    } catch (CarobException e) {
      boolean removed = e.code() == ErrorCode.NOT_FOUND && meta.state().snapshot(id).isEmpty();
      if (!removed) {
        findings.add(
            new Finding(
                "layer tree",
                "layer " + id,
                "it could not be unpacked anew: " + e.getMessage(),
                "see the reason, then verify again",
                false));
      }
    }
  }

  private void look(SnapshotId id, LayerInfo layer) {
    boolean always =
        meta.state()
            .snapshot(id)
            .flatMap(SnapshotRow::parentId)
            .filter(renewed::contains)
            .isPresent();
    Look look =
        care.look(
            id,
            new LayerWork(
                layer,
                (one, target, below) -> content.unpack(one, target, below, ImportProgress.NONE),
                content::has),
            TreeCompare::differences,
            repair,
            always);
    if (look.replaced() && look.whole()) {
      renewed.add(id); // those above hold files of the old one
    }
    if (!look.differences().isEmpty()) {
      findings.add(
          new Finding(
              "layer tree",
              "layer " + id,
              String.join("; ", look.differences()),
              action(look),
              look.replaced()));
    }
  }

  private String action(Look look) {
    if (!repair) {
      return "--repair unpacks it again from its blob";
    }
    return look.whyNot().map(why -> "left as it is: " + why).orElse("unpacked again from its blob");
  }
}
