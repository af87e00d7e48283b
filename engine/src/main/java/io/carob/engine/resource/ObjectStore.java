package io.carob.engine.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carob.api.node.DiskReserve;
import io.carob.api.pod.ResourceKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

/**
 * All resources and the state of all pods: durable in the file, read from memory. A change is in
 * memory only after it is in the file; several changes of one call are there together or not.
 */
public final class ObjectStore implements AutoCloseable {

  private final ObjectFile file;
  private final DiskReserve reserve;
  private final Consumer<List<Change>> before;
  private final Map<ResourceKey, StoredObject> objects;
  private final Map<String, ObjectNode> states;

  private ObjectStore(ObjectFile file, DiskReserve reserve, Consumer<List<Change>> before) {
    this.file = file;
    this.reserve = reserve;
    this.before = before;
    this.objects = new ConcurrentSkipListMap<>();
    file.objects().forEach(object -> objects.put(object.key(), object));
    this.states = new ConcurrentSkipListMap<>(file.states());
  }

  /**
   * Opens the file, or makes it.
   *
   * @throws io.carob.api.CarobException {@code FAILED_PRECONDITION} when a newer Carob wrote it,
   *     {@code DATA_LOSS} when it cannot be read, {@code RESOURCE_EXHAUSTED} on a full disk
   */
  public static ObjectStore open(Path path) {
    return open(path, changes -> {});
  }

  /**
   * Opens the file, or makes it.
   *
   * @param before hears of each write before it is tried, and may refuse it by an exception
   * @throws io.carob.api.CarobException as {@link #open(Path)}
   */
  public static ObjectStore open(Path path, Consumer<List<Change>> before) {
    DiskReserve reserve =
        new DiskReserve(Objects.requireNonNull(path.toAbsolutePath().getParent()));
    ObjectFile file = reserve.spend(() -> ObjectFile.open(path));
    reserve.keep();
    try {
      return new ObjectStore(file, reserve, before);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** One object, or empty. */
  public Optional<StoredObject> get(ResourceKey key) {
    return Optional.ofNullable(objects.get(key));
  }

  /** One object of that name and id, or empty. */
  public Optional<StoredObject> get(ResourceKey key, String uid) {
    return get(key).filter(object -> object.uid().equals(uid));
  }

  /** All objects of a kind, by namespace and name. */
  public List<StoredObject> list(String kind, Optional<String> namespace) {
    List<StoredObject> out = new ArrayList<>();
    for (StoredObject object : objects.values()) {
      if (object.key().kind().equals(kind)
          && (namespace.isEmpty() || object.key().namespace().equals(namespace.get()))) {
        out.add(object);
      }
    }
    return out;
  }

  /** What was kept of a pod, or empty. */
  public Optional<ObjectNode> state(String podUid) {
    return Optional.ofNullable(states.get(podUid));
  }

  /** All kept states, by the pod's id. */
  public Map<String, ObjectNode> states() {
    return new TreeMap<>(states);
  }

  /**
   * Makes all changes, or none. On a full disk, changes that let things go or record what has
   * happened are made with the space that is reserved for them; others are refused, and do not take
   * the last space.
   *
   * @param survivesPowerLoss whether the disk must have it before the call returns; without that it
   *     only survives the end of this process
   * @throws io.carob.api.CarobException {@code RESOURCE_EXHAUSTED} on a full disk
   */
  public synchronized void write(boolean survivesPowerLoss, List<Change> changes) {
    if (changes.stream().allMatch(this::mayUseReserve)) {
      reserve.spend(() -> writeFile(survivesPowerLoss, changes));
    } else {
      reserve.keep();
      if (reserve.isShort()) {
        throw reserve.full("recording what is new");
      }
      writeFile(survivesPowerLoss, changes);
    }
    remember(changes);
    reserve.keep();
  }

  private boolean mayUseReserve(Change change) {
    return !(change instanceof Change.Put put)
        || put.object().deleting()
        || get(put.object().key(), put.object().uid())
            .filter(old -> put.object().replicas() < old.replicas())
            .isPresent();
  }

  private boolean writeFile(boolean survivesPowerLoss, List<Change> changes) {
    before.accept(changes);
    file.write(survivesPowerLoss, changes);
    return true;
  }

  private void remember(List<Change> changes) {
    for (Change change : changes) {
      if (change instanceof Change.Put put) {
        objects.put(put.object().key(), put.object());
      } else if (change instanceof Change.Drop drop) {
        objects.remove(drop.key());
      } else if (change instanceof Change.PutState put) {
        states.put(put.podUid(), put.state());
      } else if (change instanceof Change.DropState drop) {
        states.remove(drop.podUid());
      }
    }
  }

  @Override
  public synchronized void close() {
    file.close();
  }
}
