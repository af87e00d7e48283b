package io.carob.engine.pod;

import io.carob.api.CarobException;
import io.carob.api.node.HostCheck.Finding;
import io.carob.api.node.HostCheck.Level;
import io.carob.api.pod.ResourceKey;
import io.carob.api.snapshot.SnapshotInfo;
import io.carob.engine.resource.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The start of the engine over what an earlier one left: counts the pods that were taken over, then
 * clears what belongs to no pod. Only what carries a pod's id in its name is ever touched.
 */
final class Adoption {

  private static final Logger LOG = LoggerFactory.getLogger(Adoption.class);
  static final Pattern UID = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  static final Pattern SNAPSHOT = Pattern.compile(UID.pattern() + "/[a-z0-9-]{1,63}");

  private final Node node;
  private final Set<String> expected = new HashSet<>();

  /** Pods, by the first digits of their ids, of which something could not be cleared. */
  private final Set<String> left = new HashSet<>();

  /** The same in words. */
  private final List<Finding> stays = new CopyOnWriteArrayList<>();

  private boolean done = true;
  private int adopted;
  private int running;

  Adoption(Node node) {
    this.node = node;
  }

  /** Whether all pods that were there at the start have been looked at. */
  synchronized boolean isDone() {
    return done;
  }

  /** What belongs to no pod, and could not be cleared at this start. */
  List<Finding> stays() {
    return List.copyOf(stays);
  }

  synchronized void expect(List<String> uids) {
    done = false;
    expected.addAll(uids);
    running = (int) uids.stream().filter(this::ran).count();
    finishWhenAllSeen();
  }

  synchronized void seen(String uid, boolean tookOver) {
    if (expected.remove(uid)) {
      adopted += tookOver ? 1 : 0;
      finishWhenAllSeen();
    }
  }

  /** Whether a pod had its sandbox when the earlier engine last wrote its state down. */
  private boolean ran(String uid) {
    PodState.SandboxState sandbox =
        node.store().state(uid).map(state -> PodStateJson.read(state).sandbox()).orElse(null);
    return sandbox != null && sandbox.there() && !sandbox.lost();
  }

  private void finishWhenAllSeen() {
    if (!done && expected.isEmpty()) {
      done = true;
      int pods = adopted;
      int ended = Math.max(0, running - adopted);
      node.work().run(() -> clear(pods, ended));
    }
  }

  private void clear(int pods, int ended) {
    List<String> cleared = new ArrayList<>();
    clearRunFolders("containers", cleared, this::removeContainer);
    clearRunFolders("sandboxes", cleared, this::removeSandbox);
    clearSnapshots(cleared);
    clearPodFolders(cleared);
    int trash = clearTrash();
    Set<String> states = Set.copyOf(node.store().states().keySet());
    Set<String> known = known();
    for (String uid : states) {
      if (!known.contains(uid) && !left.contains(LostStates.digits(uid))) {
        node.store().write(false, List.of(new Change.DropState(uid)));
      }
    }
    LOG.info(
        "Adopted {} pods; {} ended meanwhile; cleaned {} leftovers of no pod {}, and {} in the"
            + " trash",
        pods,
        ended,
        cleared.size(),
        cleared,
        trash);
    if (pods > 0 || !cleared.isEmpty()) {
      node.events()
          .record(
              "Normal",
              "Adopted",
              new ResourceKey("Node", "", node.config().nodeName()),
              "Adopted " + pods + " pods, cleaned " + (cleared.isEmpty() ? "nothing" : cleared));
    }
  }

  /**
   * The pods that are there. To be asked after what may belong to none was listed: a pod is written
   * down before anything of it is made, so whatever came meanwhile belongs to one of these.
   */
  private Set<String> known() {
    return node.store().list("Pod", Optional.empty()).stream()
        .map(pod -> pod.uid())
        .collect(Collectors.toSet());
  }

  private void clearRunFolders(String kind, List<String> cleared, BiConsumer<String, Path> remove) {
    List<Path> folders = folders(node.layout().run().resolve(kind));
    Set<String> known = known();
    for (Path folder : folders) {
      String name = folder.getFileName().toString();
      if (belongs(kind, name, known)) {
        continue;
      }
      attempt(
          name,
          kind + "/" + name,
          cleared,
          () -> {
            remove.accept(name, folder);
            Trees.delete(folder);
          });
    }
  }

  /** A container's folder begins with the first twelve digits of its pod's id. */
  private static boolean belongs(String kind, String name, Set<String> known) {
    if (kind.equals("sandboxes")) {
      return known.contains(name);
    }
    return known.stream()
        .anyMatch(
            uid ->
                uid.replace("-", "").length() >= 12
                    && name.startsWith(LostStates.digits(uid) + "-"));
  }

  private void removeContainer(String id, Path folder) {
    new LostStates(node)
        .container(
            id,
            r -> {
              r.remove(id, folder);
              return true;
            });
  }

  private void removeSandbox(String uid, Path folder) {
    new LostStates(node)
        .sandbox(
            uid,
            d -> {
              d.remove(uid, folder);
              return true;
            });
  }

  private void clearSnapshots(List<String> cleared) {
    List<SnapshotInfo> snapshots = node.snapshots().list(Optional.empty());
    Set<String> known = known();
    for (SnapshotInfo snapshot : snapshots) {
      String key = snapshot.key().value();
      if (SNAPSHOT.matcher(key).matches() && !known.contains(key.substring(0, 36))) {
        attempt(
            key.substring(0, 36),
            "snapshot " + key,
            cleared,
            () -> node.snapshots().remove(snapshot.driver(), snapshot.key()));
      }
    }
  }

  private void clearPodFolders(List<String> cleared) {
    List<Path> folders = folders(node.layout().root().resolve("pods"));
    Set<String> known = known();
    for (Path folder : folders) {
      String uid = folder.getFileName().toString();
      if (UID.matcher(uid).matches() && !known.contains(uid)) {
        attempt(
            uid,
            "pods/" + uid,
            cleared,
            () -> {
              new LostVolumes(node).unpublish(uid, folder);
              new PodFolder(node.layout(), uid).discard();
            });
      }
    }
  }

  private int clearTrash() {
    List<String> cleared = new ArrayList<>();
    for (Path folder : folders(node.layout().root().resolve("trash"))) {
      if (folder.getFileName().toString().startsWith("pod-")) {
        attempt("", "trash", cleared, () -> Trees.delete(folder));
      }
    }
    return cleared.size();
  }

  private void attempt(String owner, String what, List<String> cleared, Runnable action) {
    try {
      action.run();
      cleared.add(what);
    } catch (CarobException e) {
      left.add(LostStates.digits(owner));
      stays.add(
          new Finding(
              what,
              Level.WARNING,
              "belongs to no pod and stays: " + e.getMessage(),
              "mend that, and start the service anew; pods run on"));
      LOG.warn("{} belongs to no pod and stays: {}", what, e.getMessage(), e);
    }
  }

  static List<Path> folders(Path parent) {
    List<Path> out = new ArrayList<>();
    if (!Files.isDirectory(parent, LinkOption.NOFOLLOW_LINKS)) {
      return out;
    }
    try (var children = Files.newDirectoryStream(parent)) {
      for (Path child : children) {
        if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
          out.add(child);
        }
      }
    } catch (IOException e) {
      throw PodFolder.error("listing " + parent, e);
    }
    return out;
  }
}
