package io.carob.engine.pod;

import io.carob.api.CarobException;
import io.carob.api.snapshot.SnapshotInfo;
import io.carob.api.storage.Finding;
import io.carob.api.storage.IntegrityCheck;
import io.carob.engine.resource.StoredObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is kept for pods belongs to a pod: writable layers and folders. */
public final class PodsCheck implements IntegrityCheck {

  private static final Logger LOG = LoggerFactory.getLogger(PodsCheck.class);

  private final Node node;
  private final Supplier<Set<String>> running;

  PodsCheck(Node node, Supplier<Set<String>> running) {
    this.node = node;
    this.running = running;
  }

  @Override
  public List<Finding> check(Options options) {
    List<Finding> findings = new ArrayList<>();
    // What there is comes first: a pod is known before it has anything, and until it has nothing.
    List<SnapshotInfo> snapshots = node.snapshots().list(Optional.empty());
    List<Path> folders = Adoption.folders(node.layout().root().resolve("pods"));
    Set<String> known = new HashSet<>(running.get());
    node.store().list("Pod", Optional.empty()).stream().map(StoredObject::uid).forEach(known::add);
    for (SnapshotInfo snapshot : snapshots) {
      String key = snapshot.key().value();
      if (Adoption.SNAPSHOT.matcher(key).matches()
          && !known.contains(key.substring(0, 36))
          && node.snapshots().stat(snapshot.driver(), snapshot.key()).isPresent()) {
        boolean done =
            options.repair()
                && attempt(() -> node.snapshots().remove(snapshot.driver(), snapshot.key()));
        findings.add(
            new Finding(
                "pod of snapshot",
                "snapshot " + snapshot.driver() + " " + key,
                "it belongs to no pod",
                "remove it",
                done));
      }
    }
    for (Path folder : folders) {
      String uid = folder.getFileName().toString();
      if (Adoption.UID.matcher(uid).matches()
          && !known.contains(uid)
          && Files.isDirectory(folder)) {
        boolean done = options.repair() && attempt(() -> clear(uid, folder));
        findings.add(
            new Finding(
                "pod of folder",
                folder.toString(),
                "it belongs to no pod",
                "take its volumes back and delete it",
                done));
      }
    }
    return findings;
  }

  private void clear(String uid, Path folder) {
    new LostVolumes(node).unpublish(uid, folder);
    new PodFolder(node.layout(), uid).discard();
  }

  private static boolean attempt(Runnable clearing) {
    try {
      clearing.run();
      return true;
    } catch (CarobException e) {
      LOG.warn("what belongs to no pod could not be cleared", e);
      return false;
    }
  }
}
