package io.carob.tck.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.volume.PublishRequest;
import io.carob.api.volume.PublishedVolume;
import io.carob.api.volume.VolumePlugin;
import io.carob.tck.driver.CommonCases;
import io.carob.tck.story.StoryTeller;
import io.carob.tck.story.Told;
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
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
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
 * <p>Each test names the clause of {@link VolumePlugin} that it checks; one that fails throws a
 * {@link io.carob.tck.TckFailure}. A plugin that reads config objects must declare {@link
 * #shows()}; the suite notices when it does not.
 */
public abstract class VolumePluginTck {

  private static final int VOLUMES_AT_ONCE = 8;
  private static final int GENERATIONS = 40;
  private static final long PATIENCE_SECONDS = 120;

  @RegisterExtension final StoryTeller teller = new StoryTeller();

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
    teller.story().root(node.base());
    for (int pod = 0; pod < VOLUMES_AT_ONCE; pod++) {
      fill(pod, Content.generation(pod));
    }
  }

  @AfterEach
  final void tearDown() throws IOException, InterruptedException {
    Mounts.removeBelow(node.base());
  }

  @Test
  @DisplayName("V1 stateless: the name is constant and plain")
  final void nameIsConstantAndPlain() {
    assertThat(made().name()).matches("[A-Za-z0-9.-]+").isEqualTo(made().name());
  }

  @Test
  @DisplayName("V3 own place: validate accepts the fields and touches nothing")
  final void validateAcceptsTheFieldsAndTouchesNothing() {
    PublishRequest volume = volume(0);
    SortedMap<String, String> before = Listing.of(node.base());
    made().validate(volume.fields());
    assertThat(Listing.of(node.base())).isEqualTo(before);
  }

  @Test
  @DisplayName("V1 stateless: publish answers a path that is there")
  final void publishAnswersWhatIsThere() {
    assertThat(made().publish(volume(0)).path()).isAbsolute().exists();
  }

  @Test
  @DisplayName("V1 stateless: another instance continues")
  final void v1AnotherInstanceContinues() throws IOException {
    PublishRequest volume = volume(0);
    PublishedVolume published = made().publish(volume);
    write(published);
    SortedMap<String, String> content = Listing.of(published.path());

    assertThat(made().publish(volume)).isEqualTo(published);
    assertThat(Listing.of(published.path())).isEqualTo(content);
    assertThatCode(() -> made().usage(Node.same(volume))).doesNotThrowAnyException();
    made().unpublish(Node.same(volume));
    assertGone(volume);
  }

  @Test
  @DisplayName("V2 idempotent: publish again keeps what was written")
  final void v2RepeatedPublishKeepsWhatWasWritten() throws IOException {
    VolumePlugin plugin = made();
    PublishRequest volume = volume(0);
    PublishedVolume published = plugin.publish(volume);
    write(published);
    SortedMap<String, String> content = Listing.of(published.path());

    assertThat(plugin.publish(volume)).isEqualTo(published);
    assertThat(Listing.of(published.path())).isEqualTo(content);
  }

  @Test
  @DisplayName("V2 idempotent: unpublish again succeeds")
  final void v2UnpublishMayBeRepeated() throws IOException {
    VolumePlugin plugin = made();
    PublishRequest volume = volume(0);
    plugin.unpublish(Node.same(volume));
    plugin.publish(volume);
    plugin.unpublish(Node.same(volume));
    plugin.unpublish(Node.same(volume));
    assertGone(volume);
    plugin.unpublish(Node.same(volume));
  }

  @Test
  @DisplayName("V2 idempotent: publish after unpublish works")
  final void v2PublishAfterUnpublishWorks() {
    VolumePlugin plugin = made();
    PublishRequest volume = volume(0);
    PublishedVolume published = plugin.publish(volume);
    plugin.unpublish(Node.same(volume));
    assertThat(plugin.publish(volume)).isEqualTo(published);
    assertThat(published.path()).exists();
  }

  @Test
  @DisplayName("V3 own place: nothing is written outside of it")
  final void v3WritesOnlyBelowItsPlace() {
    PublishRequest volume = volume(0);
    SortedMap<String, String> before = node.besides(volume);
    made().publish(volume);
    assertThat(node.besides(volume)).isEqualTo(before);
    assertThat(Mounts.below(node.base()))
        .allSatisfy(point -> assertThat(point.startsWith(volume.place())).isTrue());
    made().unpublish(Node.same(volume));
    assertThat(node.besides(volume)).isEqualTo(before);
  }

  @Test
  @DisplayName("V4 isolation: volumes of two pods stay apart")
  final void v4VolumesDoNotShareTheirPlaces() throws IOException {
    VolumePlugin plugin = made();
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
  @DisplayName("V5 gone: nothing is left of an unpublished volume")
  final void v5NothingIsLeftOfAnUnpublishedVolume() throws IOException {
    PublishRequest volume = volume(0);
    PublishedVolume published = made().publish(volume);
    write(published);
    SortedMap<String, String> content = Listing.of(published.path());
    made().unpublish(Node.same(volume));
    assertGone(volume);
    if (!published.path().startsWith(node.base())) {
      assertThat(Listing.of(published.path())).as("what the fields name").isEqualTo(content);
    }
  }

  @Test
  @DisplayName("V6 atomic update: only the declared config object is read")
  final void v6ObjectsAreReadOnlyWhenDeclared() {
    made().publish(volume(0));
    List<String> expected =
        shows().map(o -> o.kind() + "/" + Node.namespace(0) + "/" + o.name()).stream().toList();
    assertThat(objects.asked().stream().distinct().toList()).isEqualTo(expected);
  }

  @Test
  @DisplayName("V6 atomic update: new keys come and old ones go")
  final void v6UpdateShowsNewKeysAndDropsOldOnes() throws IOException {
    if (shows().isEmpty()) {
      v6ObjectsAreReadOnlyWhenDeclared();
      return;
    }
    Map<String, byte[]> changed = new LinkedHashMap<>(Content.generation(1));
    changed.remove(Content.KEYS.get(0));
    changed.put("new", Content.bytes(1));
    Path folder = made().publish(volume(0)).path();
    fill(0, changed);

    assertThat(made().publish(volume(0)).path()).isEqualTo(folder);
    assertThat(folder.resolve(Content.KEYS.get(0))).doesNotExist();
    for (String key : changed.keySet()) {
      assertThat(Content.generationOf(folder.resolve(key))).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("V6 atomic update: readers see no mix and no gap")
  final void v6ReadersSeeNoMixAndNoGap() throws Exception {
    if (shows().isEmpty()) {
      v6ObjectsAreReadOnlyWhenDeclared();
      return;
    }
    PublishRequest volume = volume(0);
    try (SteadyReader reader = new SteadyReader(made().publish(volume).path())) {
      for (int generation = 1; generation <= GENERATIONS; generation++) {
        fill(0, Content.generation(generation));
        made().publish(volume);
        reader.awaitGeneration(generation);
      }
      reader.finish();
    }
  }

  @Test
  @DisplayName("V7 concurrency: volumes of eight pods are published at the same time")
  final void v7CallsForDifferentPlacesRunTogether() throws Exception {
    VolumePlugin shared = made();
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
      assertThat(made().publish(volume(pod))).isEqualTo(volume);
      made().unpublish(Node.same(volume(pod)));
    }
  }

  @Test
  @DisplayName("V8 hostile fields: invalid and unknown fields are refused")
  final void v8InvalidFieldsAreRefused() {
    List<Map<String, Object>> invalid = new ArrayList<>(invalidFields());
    Map<String, Object> unknown = new LinkedHashMap<>(fields());
    unknown.put("tckUnknownField", "x");
    invalid.add(unknown);
    for (Map<String, Object> fields : invalid) {
      PublishRequest volume = node.volume(0, fields);
      SortedMap<String, String> before = Listing.of(node.base());
      assertRefused(fields, () -> made().validate(volume.fields()));
      assertRefused(fields, () -> made().publish(volume));
      assertThat(Listing.of(node.base())).as("what %s left", fields).isEqualTo(before);
    }
  }

  @Test
  @DisplayName("V8 hostile fields: paths in fields cannot leave their folder")
  final void v8PathsInFieldsCannotLeaveTheirFolder() {
    for (Map<String, Object> fields : HostileFields.variants(fields(), node.base())) {
      PublishRequest volume = node.volume(0, fields);
      SortedMap<String, String> before = node.besides(volume);
      try {
        assertOwn(volume, made().publish(volume));
      } catch (CarobException e) {
        assertThat(e.code()).as("%s", fields).isNotEqualTo(ErrorCode.INTERNAL);
      }
      assertThat(node.besides(volume)).as("what %s changed", fields).isEqualTo(before);
      made().unpublish(Node.same(volume));
    }
  }

  @Test
  @DisplayName("V9 formats: what this version writes it reads")
  final void v9OwnFormatIsRead() {
    CommonCases.ownFormatIsRead(this::made);
  }

  @Test
  @DisplayName("V10 self-check: it succeeds in time and leaves nothing")
  final void v10SelfCheckLeavesNothing() throws IOException {
    Path scratch = Files.createDirectory(node.base().resolve("scratch"));
    SortedMap<String, String> before = Listing.without(node.base(), scratch);
    CommonCases.checksItself(made(), scratch);
    assertThat(Listing.without(node.base(), scratch)).isEqualTo(before);
    assertThat(Mounts.below(node.base())).isEmpty();
  }

  /** A new instance each time; the story tells each call. */
  private VolumePlugin made() {
    return Told.told(VolumePlugin.class, plugin(), teller.story());
  }

  private PublishRequest volume(int pod) {
    return node.volume(pod, fields());
  }

  private void fill(int pod, Map<String, byte[]> data) {
    shows()
        .ifPresent(
            object -> {
              objects.put(object, Node.namespace(pod), data);
              teller
                  .story()
                  .step("gave " + object + " of pod " + pod + " the keys " + data.keySet());
            });
  }

  /** Does what a container would do. */
  private void write(PublishedVolume volume) throws IOException {
    if (!volume.readOnly() && Files.isDirectory(volume.path())) {
      if (isMeant(volume.path().toRealPath())) {
        Files.writeString(volume.path().resolve("tck-written"), "kept");
        teller.story().step("wrote tck-written into " + volume.path());
      } else {
        teller
            .story()
            .step("wrote nothing into " + volume.path() + ", a folder that no field names");
      }
    }
  }

  /** Nothing is written into a folder of the host that the fields do not name. */
  private boolean isMeant(Path real) throws IOException {
    if (real.startsWith(node.base().toRealPath())) {
      return true;
    }
    for (Object field : fields().values()) {
      if (field instanceof String text
          && text.startsWith("/")
          && Files.exists(Path.of(text))
          && real.startsWith(Path.of(text).toRealPath())) {
        return true;
      }
    }
    return false;
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
