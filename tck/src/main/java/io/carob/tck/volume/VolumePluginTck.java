package io.carob.tck.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.volume.PublishRequest;
import io.carob.api.volume.PublishedVolume;
import io.carob.api.volume.VolumePlugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract tests for a volume type. Extend it, say how to make the plugin and which fields are
 * valid, and run it with JUnit:
 *
 * <pre>{@code
 * class ScratchTckTest extends VolumePluginTck {
 *   @Override
 *   protected VolumePlugin plugin() {
 *     return new ScratchPlugin();
 *   }
 *
 *   @Override
 *   protected Map<String, Object> fields() {
 *     return Map.of("sizeLimit", "64Mi");
 *   }
 * }
 * }</pre>
 *
 * <p>The names of the tests begin with the clause of {@link VolumePlugin} that they check. A plugin
 * that reads config objects must declare {@link #shows()}; the suite notices when it does not.
 */
public abstract class VolumePluginTck {

  private static final int VOLUMES_AT_ONCE = 8;
  private static final int GENERATIONS = 40;
  private static final long PATIENCE_SECONDS = 120;

  @TempDir Path temporary = Path.of("");

  private final MemoryObjects objects = new MemoryObjects();
  private Node node;

  /** For subclasses. */
  @SuppressWarnings("NullAway.Init") // JUnit calls setUp before each test
  protected VolumePluginTck() {}

  /** Makes the plugin: each call a new instance that knows nothing of the others. */
  protected abstract VolumePlugin plugin();

  /** Valid fields, with which a volume can be published here and now. The same in each call. */
  protected abstract Map<String, Object> fields();

  /** Fields that must be refused with {@code INVALID_ARGUMENT}. */
  protected List<Map<String, Object>> invalidFields() {
    return List.of();
  }

  /** The config object that the plugin shows when it is given {@link #fields()}. */
  protected Optional<ShownObject> shows() {
    return Optional.empty();
  }

  @BeforeEach
  final void setUp() throws IOException {
    node = new Node(temporary, objects);
    for (int pod = 0; pod < VOLUMES_AT_ONCE; pod++) {
      fill(pod, Content.generation(pod));
    }
  }

  @AfterEach
  final void tearDown() throws IOException, InterruptedException {
    Mounts.removeBelow(node.base());
  }

  @Test
  final void nameIsConstantAndPlain() {
    assertThat(plugin().name()).matches("[A-Za-z0-9.-]+").isEqualTo(plugin().name());
  }

  @Test
  final void validateAcceptsTheFieldsAndTouchesNothing() {
    PublishRequest volume = volume(0);
    SortedMap<String, String> before = Listing.of(node.base());
    plugin().validate(volume.fields());
    assertThat(Listing.of(node.base())).isEqualTo(before);
  }

  @Test
  final void publishAnswersWhatIsThere() {
    assertThat(plugin().publish(volume(0)).path()).isAbsolute().exists();
  }

  @Test
  final void v1AnotherInstanceContinues() throws IOException {
    PublishRequest volume = volume(0);
    PublishedVolume published = plugin().publish(volume);
    write(published);
    SortedMap<String, String> content = Listing.of(published.path());

    assertThat(plugin().publish(volume)).isEqualTo(published);
    assertThat(Listing.of(published.path())).isEqualTo(content);
    assertThatCode(() -> plugin().usage(Node.same(volume))).doesNotThrowAnyException();
    plugin().unpublish(Node.same(volume));
    assertGone(volume);
  }

  @Test
  final void v2RepeatedPublishKeepsWhatWasWritten() throws IOException {
    VolumePlugin plugin = plugin();
    PublishRequest volume = volume(0);
    PublishedVolume published = plugin.publish(volume);
    write(published);
    SortedMap<String, String> content = Listing.of(published.path());

    assertThat(plugin.publish(volume)).isEqualTo(published);
    assertThat(Listing.of(published.path())).isEqualTo(content);
  }

  @Test
  final void v2UnpublishMayBeRepeated() throws IOException {
    VolumePlugin plugin = plugin();
    PublishRequest volume = volume(0);
    plugin.unpublish(Node.same(volume));
    plugin.publish(volume);
    plugin.unpublish(Node.same(volume));
    plugin.unpublish(Node.same(volume));
    assertGone(volume);
    plugin.unpublish(Node.same(volume));
  }

  @Test
  final void v2PublishAfterUnpublishWorks() {
    VolumePlugin plugin = plugin();
    PublishRequest volume = volume(0);
    PublishedVolume published = plugin.publish(volume);
    plugin.unpublish(Node.same(volume));
    assertThat(plugin.publish(volume)).isEqualTo(published);
    assertThat(published.path()).exists();
  }

  @Test
  final void v3WritesOnlyBelowItsPlace() {
    PublishRequest volume = volume(0);
    SortedMap<String, String> before = node.besides(volume);
    plugin().publish(volume);
    assertThat(node.besides(volume)).isEqualTo(before);
    assertThat(Mounts.below(node.base()))
        .allSatisfy(point -> assertThat(point.startsWith(volume.place())).isTrue());
    plugin().unpublish(Node.same(volume));
    assertThat(node.besides(volume)).isEqualTo(before);
  }

  @Test
  final void v4VolumesDoNotShareTheirPlaces() throws IOException {
    VolumePlugin plugin = plugin();
    PublishRequest first = volume(0);
    PublishRequest second = volume(1);
    PublishedVolume one = plugin.publish(first);
    PublishedVolume two = plugin.publish(second);
    assertOwn(first, one);
    assertOwn(second, two);

    write(two);
    SortedMap<String, String> content = Listing.of(two.path());
    plugin.unpublish(Node.same(first));
    Node.delete(first);
    assertThat(Listing.of(two.path())).isEqualTo(content);
  }

  @Test
  final void v5NothingIsLeftOfAnUnpublishedVolume() throws IOException {
    PublishRequest volume = volume(0);
    PublishedVolume published = plugin().publish(volume);
    write(published);
    SortedMap<String, String> content = Listing.of(published.path());
    plugin().unpublish(Node.same(volume));
    assertGone(volume);
    if (!published.path().startsWith(node.base())) {
      assertThat(Listing.of(published.path())).as("what the fields name").isEqualTo(content);
    }
  }

  @Test
  final void v6ObjectsAreReadOnlyWhenDeclared() {
    plugin().publish(volume(0));
    List<String> expected =
        shows().map(o -> o.kind() + "/" + Node.namespace(0) + "/" + o.name()).stream().toList();
    assertThat(objects.asked().stream().distinct().toList()).isEqualTo(expected);
  }

  @Test
  final void v6UpdateShowsNewKeysAndDropsOldOnes() throws IOException {
    if (shows().isEmpty()) {
      v6ObjectsAreReadOnlyWhenDeclared();
      return;
    }
    Map<String, byte[]> changed = new LinkedHashMap<>(Content.generation(1));
    changed.remove(Content.KEYS.get(0));
    changed.put("new", Content.bytes(1));
    Path folder = plugin().publish(volume(0)).path();
    fill(0, changed);

    assertThat(plugin().publish(volume(0)).path()).isEqualTo(folder);
    assertThat(folder.resolve(Content.KEYS.get(0))).doesNotExist();
    for (String key : changed.keySet()) {
      assertThat(Content.generationOf(folder.resolve(key))).isEqualTo(1);
    }
  }

  @Test
  final void v6ReadersSeeNoMixAndNoGap() throws Exception {
    if (shows().isEmpty()) {
      v6ObjectsAreReadOnlyWhenDeclared();
      return;
    }
    PublishRequest volume = volume(0);
    try (SteadyReader reader = new SteadyReader(plugin().publish(volume).path())) {
      for (int generation = 1; generation <= GENERATIONS; generation++) {
        fill(0, Content.generation(generation));
        plugin().publish(volume);
        reader.awaitGeneration(generation);
      }
      reader.finish();
    }
  }

  @Test
  final void v7CallsForDifferentPlacesRunTogether() throws Exception {
    VolumePlugin shared = plugin();
    CyclicBarrier start = new CyclicBarrier(VOLUMES_AT_ONCE);
    List<Callable<PublishedVolume>> calls = new ArrayList<>();
    for (int pod = 0; pod < VOLUMES_AT_ONCE; pod++) {
      PublishRequest volume = volume(pod);
      calls.add(
          () -> {
            start.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return shared.publish(volume);
          });
    }
    List<PublishedVolume> published = together(calls);
    for (int pod = 0; pod < VOLUMES_AT_ONCE; pod++) {
      PublishedVolume volume = published.get(pod);
      assertOwn(volume(pod), volume);
      if (shows().isPresent()) {
        Path file = volume.path().resolve(Content.KEYS.get(0));
        assertThat(Content.generationOf(file)).isEqualTo(pod);
      }
      assertThat(plugin().publish(volume(pod))).isEqualTo(volume);
      plugin().unpublish(Node.same(volume(pod)));
    }
  }

  @Test
  final void v8InvalidFieldsAreRefused() {
    List<Map<String, Object>> invalid = new ArrayList<>(invalidFields());
    Map<String, Object> unknown = new LinkedHashMap<>(fields());
    unknown.put("tckUnknownField", "x");
    invalid.add(unknown);
    for (Map<String, Object> fields : invalid) {
      PublishRequest volume = node.volume(0, fields);
      SortedMap<String, String> before = Listing.of(node.base());
      assertRefused(fields, () -> plugin().validate(volume.fields()));
      assertRefused(fields, () -> plugin().publish(volume));
      assertThat(Listing.of(node.base())).as("what %s left", fields).isEqualTo(before);
    }
  }

  @Test
  final void v8PathsInFieldsCannotLeaveTheirFolder() {
    for (Map<String, Object> fields : HostileFields.variants(fields(), node.base())) {
      PublishRequest volume = node.volume(0, fields);
      SortedMap<String, String> before = node.besides(volume);
      try {
        assertOwn(volume, plugin().publish(volume));
      } catch (CarobException e) {
        assertThat(e.code()).as("%s", fields).isNotEqualTo(ErrorCode.INTERNAL);
      }
      assertThat(node.besides(volume)).as("what %s changed", fields).isEqualTo(before);
      plugin().unpublish(Node.same(volume));
    }
  }

  private PublishRequest volume(int pod) {
    return node.volume(pod, fields());
  }

  private void fill(int pod, Map<String, byte[]> data) {
    shows().ifPresent(object -> objects.put(object, Node.namespace(pod), data));
  }

  /** Does what a container would do. */
  private static void write(PublishedVolume volume) throws IOException {
    if (!volume.readOnly() && Files.isDirectory(volume.path())) {
      Files.writeString(volume.path().resolve("tck-written"), "kept");
    }
  }

  /** The volume lies in its own place, or outside the node's folders altogether. */
  private void assertOwn(PublishRequest request, PublishedVolume volume) {
    Path path = volume.path().normalize();
    assertThat(path.startsWith(request.place()) || !path.startsWith(node.base()))
        .as("%s lies in the place %s or outside of %s", path, request.place(), node.base())
        .isTrue();
  }

  private static void assertGone(PublishRequest volume) throws IOException {
    assertThat(Mounts.below(volume.place())).isEmpty();
    Node.delete(volume);
    assertThat(volume.place()).doesNotExist();
  }

  private static void assertRefused(Map<String, Object> fields, Runnable call) {
    CarobException thrown = catchThrowableOfType(CarobException.class, call::run);
    assertThat(thrown).as("%s must be refused", fields).isNotNull();
    assertThat(thrown.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
  }

  private static <T> List<T> together(List<Callable<T>> calls) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(calls.size());
    try {
      List<T> out = new ArrayList<>();
      for (Future<T> future : threads.invokeAll(calls, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        out.add(future.get());
      }
      return out;
    } finally {
      threads.shutdownNow();
    }
  }
}
