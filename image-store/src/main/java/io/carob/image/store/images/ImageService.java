package io.carob.image.store.images;

import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.ImageReference;
import io.carob.api.Subscription;
import io.carob.api.image.Image;
import io.carob.api.image.Images;
import io.carob.api.image.ImportProgress;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.image.store.meta.Edit;
import io.carob.image.store.meta.ImageRow;
import io.carob.image.store.meta.MetaStore;
import io.carob.image.store.meta.SnapshotId;
import io.carob.image.store.meta.SnapshotRow;
import io.carob.image.store.meta.State;
import io.carob.image.store.snapshot.SnapshotStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The {@link Images} service. */
public final class ImageService implements Images {

  private static final Comparator<Image> BY_NAME =
      Comparator.comparing((Image image) -> image.names().isEmpty())
          .thenComparing(image -> image.names().isEmpty() ? "" : image.names().get(0).toString())
          .thenComparing(Image::id);

  private static final Logger LOG = LoggerFactory.getLogger(ImageService.class);

  private final MetaStore meta;
  private final SnapshotStore snapshots;
  private final Content content;
  private final ContentGate gate;
  private final Unpacker unpacker;
  private final Set<Digest> unwanted = ConcurrentHashMap.newKeySet();
  private volatile DropRule dropRule = (state, blob) -> false;
  private final List<Consumer<Image>> listeners = new CopyOnWriteArrayList<>();

  /** Begins to serve; blobs that no image needs are deleted. */
  public ImageService(MetaStore meta, SnapshotStore snapshots, Content content) {
    this.meta = meta;
    this.snapshots = snapshots;
    this.content = content;
    this.gate = new ContentGate(this::sweep);
    this.unpacker = new Unpacker(meta, snapshots.layers(), content, gate);
    gate.request();
  }

  @Override
  public List<Image> importArchive(
      Path source,
      Optional<ImageReference> name,
      Optional<String> snapshotter,
      ImportProgress progress) {
    snapshotter.ifPresent(snapshots.snapshots()::require);
    List<Image> images = importFollowed(source, name, snapshotter, progress);
    snapshotter.ifPresent(driver -> images.forEach(image -> unpacked(image, driver, progress)));
    return images;
  }

  /** What was not unpacked as it came. */
  private void unpacked(Image image, String driver, ImportProgress progress) {
    Optional<SnapshotKey> unused = unpacker.unpack(image.id(), driver, progress);
  }

  private List<Image> importFollowed(
      Path source,
      Optional<ImageReference> name,
      Optional<String> snapshotter,
      ImportProgress progress) {
    gate.enter();
    try (Arrival arrival = new Arrival(unpacker, snapshots, snapshotter)) {
      List<ArchiveImage> found = content.importArchive(source, arrival, progress);
      List<ArchiveImage> named = ImportNames.choose(source, found, name);
      arrival.finish();
      snapshots.faults().at("import.blobs");
      meta.write(
          (state, edits) -> {
            named.forEach(each -> record(state, each, edits));
            return named;
          });
      snapshots.faults().at("import.row");
      arrival.recorded();
      meta.sync();
      State state = meta.state();
      named.forEach(each -> tell(named(state, each.image())));
      return named.stream().map(each -> each.image().withNames(each.names())).toList();
    } finally {
      gate.request(); // after a failure, or when an image came back in other blobs
      gate.leave();
    }
  }

  /**
   * Brings one image in and records it under a name. No blob is swept away meanwhile.
   *
   * @param snapshotter unpacks its layers as they come, where it can; nothing of an image that is
   *     not recorded in the end stays
   * @param work stores its blobs, tells how they come, and answers what to record
   */
  public Image bring(
      ImageReference name, Optional<String> snapshotter, Function<Arrival, ImageRow> work) {
    gate.enter();
    try (Arrival arrival = new Arrival(unpacker, snapshots, snapshotter)) {
      ImageRow row = work.apply(arrival);
      arrival.finish();
      ArchiveImage brought = new ArchiveImage(row, List.of(name));
      snapshots.faults().at("pull.blobs");
      meta.write(
          (state, edits) -> {
            record(state, brought, edits);
            return brought;
          });
      arrival.recorded();
      meta.sync();
      Image image = named(meta.state(), row);
      tell(image);
      return image;
    } finally {
      gate.request();
      gate.leave();
    }
  }

  /** Works with an image whose blobs stay meanwhile. */
  public void keeping(String nameOrDigest, Consumer<Image> work) {
    gate.enter();
    try {
      work.accept(get(nameOrDigest));
    } finally {
      gate.leave();
    }
  }

  private void record(State state, ArchiveImage each, Consumer<Edit> edits) {
    Digest id = each.image().id();
    edits.accept(new Edit.PutImage(each.image()));
    edits.accept(new Edit.PutUse(state.use(id).usedAt(meta.now())));
    each.names().forEach(name -> edits.accept(new Edit.PutName(name, each.image().id())));
  }

  @Override
  public List<Image> list() {
    State state = meta.state();
    return state.images().stream().map(image -> named(state, image)).sorted(BY_NAME).toList();
  }

  @Override
  public Image get(String nameOrDigest) {
    State state = meta.state();
    return named(state, ImageFinder.find(state, nameOrDigest).image());
  }

  @Override
  public Image tag(String nameOrDigest, ImageReference newName) {
    meta.write(
        (state, edits) -> {
          ImageRow image = ImageFinder.find(state, nameOrDigest).image();
          edits.accept(new Edit.PutName(newName, image.id()));
          return image;
        });
    Image tagged = get(newName.toString());
    tell(tagged);
    return tagged;
  }

  @Override
  public void remove(String nameOrDigest) {
    if (!removeOneOfSeveralNames(nameOrDigest)) {
      removeWhile(nameOrDigest, state -> true);
    }
  }

  /**
   * Removes an image with all its names, if nobody has come to use it.
   *
   * @param unused asked while the removal is recorded
   * @throws CarobException also {@code FAILED_PRECONDITION} when it is in use
   */
  public void removeIf(Digest image, Predicate<State> unused) {
    removeWhile(image.toString(), unused);
  }

  private void removeWhile(String nameOrDigest, Predicate<State> allowed) {
    while (!removeImage(nameOrDigest, allowed)) {
      // a layer was unpacked with one more driver since the locks were chosen: choose again
    }
    gate.request();
  }

  private boolean removeOneOfSeveralNames(String nameOrDigest) {
    return meta.write(
        (state, edits) -> {
          ImageFinder.Found found = ImageFinder.find(state, nameOrDigest);
          boolean several =
              found.name().isPresent() && state.namesOf(found.image().id()).size() > 1;
          if (several) {
            edits.accept(new Edit.DropName(found.name().get()));
          }
          return several;
        });
  }

  private boolean removeImage(String nameOrDigest, Predicate<State> allowed) {
    State seen = meta.state();
    Set<SnapshotId> locked = new HashSet<>();
    ImageRow image = ImageFinder.find(seen, nameOrDigest).image();
    ImageRemoval.layers(seen, image, unpacker::isArriving).forEach(row -> locked.add(row.id()));
    return snapshots.drop(
        locked,
        (state, edits) -> {
          ImageRow now =
              state.image(image.id()).orElseThrow(() -> ImageFinder.notFound(nameOrDigest));
          if (!allowed.test(state)) {
            throw new CarobException(
                ErrorCode.FAILED_PRECONDITION, "it has come into use meanwhile");
          }
          List<SnapshotRow> layers = ImageRemoval.layers(state, now, unpacker::isArriving);
          if (!locked.containsAll(layers.stream().map(SnapshotRow::id).toList())) {
            return Optional.empty();
          }
          ImageRemoval.plan(state, now, layers, unpacker::isRunning, edits);
          return Optional.of(layers);
        });
  }

  @Override
  public Optional<SnapshotKey> unpack(Digest id, String driver, ImportProgress progress) {
    return unpacker.unpack(id, driver, progress);
  }

  @Override
  public byte[] blob(Digest digest) {
    return content.read(digest);
  }

  @Override
  public long contentBytes() {
    return content.bytes();
  }

  /** Says of a blob whether images can do without it. Asked while a change is recorded. */
  @FunctionalInterface
  public interface DropRule {
    /** Whether it may go. */
    boolean allows(State state, Digest blob);
  }

  /** Whether an image is being unpacked. */
  public boolean isUnpacking(Digest image) {
    return unpacker.isRunning(image);
  }

  /** The image that people mean by a text; the codes of {@link Images#get}. */
  public ImageRow find(String nameOrDigest) {
    return ImageFinder.find(meta.state(), nameOrDigest).image();
  }

  /** While this is open, no blob is swept away. */
  public Hold hold() {
    gate.enter();
    return gate::leave;
  }

  /** Whether nobody brings blobs in or relies on them. */
  public boolean isIdle() {
    return gate.isIdle();
  }

  /** A hold on all blobs. */
  public interface Hold extends AutoCloseable {
    @Override
    void close();
  }

  /** Mends the times that lie ahead, after the clock was set back. */
  public void mendTimes(Instant now) {
    meta.write(
        (state, edits) -> {
          state.images().stream()
              .map(image -> state.use(image.id()))
              .filter(use -> use.isAhead(now))
              .forEach(use -> edits.accept(new Edit.PutUse(use.notAhead(now))));
          return now;
        });
  }

  /** Deletes the blobs that no image needs, now or when the running imports have ended. */
  public void sweepBlobs() {
    gate.request();
  }

  /**
   * Takes blobs from images that have them unpacked, now or when the running imports have ended.
   *
   * @param blobs the blobs
   * @param rule asked again for each, just before
   */
  public void dropBlobs(Collection<Digest> blobs, DropRule rule) {
    dropRule = rule;
    unwanted.addAll(blobs);
    gate.request();
  }

  @Override
  public Subscription subscribe(Consumer<Image> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private void tell(Image image) {
    for (Consumer<Image> listener : listeners) {
      try {
        listener.accept(image);
      } catch (RuntimeException e) {
        LOG.warn("a listener of images failed", e);
      }
    }
  }

  private static Image named(State state, ImageRow image) {
    return image.withNames(state.namesOf(image.id()));
  }

  /** Deletes the blobs that no image needs; nobody is importing or unpacking meanwhile. */
  private void sweep() {
    try {
      Set<Digest> needed = new HashSet<>();
      meta.state().images().forEach(image -> needed.addAll(image.blobs()));
      content.blobs().stream().filter(blob -> !needed.contains(blob)).forEach(content::delete);
      dropUnwanted();
      forgetDropped(needed);
    } catch (RuntimeException e) {
      LOG.warn("deleting blobs that no image needs failed; it is tried again later", e);
    }
  }

  /** The record says that a blob was dropped before it is: a missing blob is then no fault. */
  private void dropUnwanted() {
    List<Digest> blobs = new ArrayList<>(unwanted);
    unwanted.removeAll(blobs);
    if (blobs.isEmpty()) {
      return;
    }
    List<Digest> dropped =
        meta.write(
            (state, edits) -> {
              List<Digest> allowed =
                  blobs.stream().filter(blob -> dropRule.allows(state, blob)).toList();
              allowed.forEach(blob -> edits.accept(new Edit.PutDropped(blob, meta.now())));
              return allowed;
            });
    snapshots.faults().at("gc.dropped");
    dropped.forEach(content::delete);
  }

  private void forgetDropped(Set<Digest> needed) {
    Set<Digest> present = content.sizes().keySet();
    List<Digest> over =
        meta.state().dropped().keySet().stream()
            .filter(blob -> present.contains(blob) || !needed.contains(blob))
            .toList();
    if (!over.isEmpty()) {
      meta.write(
          (state, edits) -> {
            over.forEach(blob -> edits.accept(new Edit.DropDropped(blob)));
            return over;
          });
    }
  }
}
