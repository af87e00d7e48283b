package io.carob.rest.fake;

import io.carob.api.Digest;
import io.carob.api.ImageReference;
import io.carob.api.Usage;
import io.carob.api.image.ImportProgress;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.api.storage.Finding;
import io.carob.api.storage.GcReport;
import io.carob.api.storage.IntegrityCheck;
import io.carob.api.storage.SpaceReport;
import io.carob.api.storage.Storage;
import io.carob.api.storage.VerifyReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A storage with one image; it is damaged when the test says so, and mended by repair. */
public final class FakeStorage implements Storage {

  private static final Digest ID = Digest.of(new byte[] {1});
  private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");

  /** Whether there is something to find. */
  public volatile boolean damaged;

  /** What was called. */
  public final List<String> calls = new ArrayList<>();

  private final Map<String, String> labels = new HashMap<>();

  @Override
  public SpaceReport space(boolean fresh) {
    calls.add("space " + fresh);
    return new SpaceReport(
        List.of(
            new SpaceReport.ImageSpace(
                ID,
                List.of(ImageReference.parse("demo/web:1")),
                3000,
                1000,
                0,
                1,
                true,
                THEN,
                THEN)),
        List.of(
            new SpaceReport.LayerSpace(
                "overlay", new SnapshotKey("base"), new Usage(1000, 2), 2, 1, 0),
            new SpaceReport.LayerSpace(
                "overlay", new SnapshotKey("top"), new Usage(1000, 2), 1, 0, 1000)),
        List.of(
            new SpaceReport.SnapshotSpace(
                "overlay",
                new SnapshotKey("uid/app"),
                SnapshotKind.ACTIVE,
                Optional.of(new Usage(500, 1)),
                Optional.of(THEN)),
            new SpaceReport.SnapshotSpace(
                "away",
                new SnapshotKey("uid/other"),
                SnapshotKind.ACTIVE,
                Optional.empty(),
                Optional.empty())),
        List.of(new SpaceReport.BlobSpace(ID, 700, 1, 0)));
  }

  @Override
  public GcReport collect(boolean dryRun) {
    calls.add("collect " + dryRun);
    return new GcReport(
        dryRun,
        "the least",
        List.of(
            new GcReport.Decision(GcReport.Subject.IMAGE, "demo/web:1", 0, false, "in use"),
            new GcReport.Decision(
                GcReport.Subject.LAYER, "overlay top", 1000, true, "no image needs it")));
  }

  @Override
  public VerifyReport verify(Optional<String> image, boolean repair, ImportProgress progress) {
    calls.add("verify " + image.orElse("-") + " " + repair);
    return new VerifyReport(3, 2, 0, findings(repair));
  }

  /** The check of it. */
  public List<Finding> fsck(IntegrityCheck.Options options) {
    calls.add("fsck " + options.repair() + " " + options.quick());
    return findings(options.repair());
  }

  private List<Finding> findings(boolean repair) {
    return damaged
        ? List.of(
            new Finding("layer tree", "layer top", "/a is missing", "unpack it again", repair))
        : List.of();
  }

  @Override
  public Map<String, String> labels(String image) {
    return Map.copyOf(labels);
  }

  @Override
  public Map<String, String> label(String image, Map<String, String> set, Set<String> drop) {
    labels.putAll(set);
    labels.keySet().removeAll(drop);
    return labels(image);
  }
}
