package io.carob.tck.snapshot;

import io.carob.api.snapshot.Snapshots;
import io.carob.tck.TckFailure;
import io.carob.tck.story.Story;
import io.carob.tck.story.StoryTeller;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestReporter;

/**
 * The clauses of {@link SnapshotDriverTck}, seen through the {@link Snapshots} service: what the
 * service makes of a driver keeps the driver's contract. Whoever has a service writes one subclass:
 *
 * <pre>{@code
 * class MyDriverByServiceTest extends SnapshotsTck {
 *   MyDriverByServiceTest(@TempDir Path data) {
 *     super("my-driver", data);
 *   }
 *
 *   protected Snapshots snapshots() {
 *     return service;
 *   }
 * }
 * }</pre>
 *
 * <p>The operations of a driver are said in those of the service: a place is a name, and {@code
 * prepare}, {@code mounts}, {@code usage} and {@code remove} are themselves; a layer is an active
 * snapshot that is mounted, edited as a tree and committed. Some clauses cannot be seen that way.
 * They are never left out in silence: {@link #unseen} names each with the reason, and so does an
 * entry of the test report.
 *
 * <p>The tests mount, so they run as root; they leave no snapshot and no mount behind.
 */
public abstract class SnapshotsTck {

  private final String driver;
  private final Path data;

  /**
   * Binds a service with a driver behind it.
   *
   * @param driver the driver's name at the service
   * @param data a folder for what the tests themselves need
   */
  protected SnapshotsTck(String driver, Path data) {
    this.driver = driver;
    this.data = data;
  }

  /** The service; the same one whenever it is asked. */
  protected abstract Snapshots snapshots();

  /** The clauses that cannot be seen through the service, and why, by their display names. */
  public static Map<String, String> unseen() {
    Map<String, String> unseen = new LinkedHashMap<>();
    for (ServiceCase one : ServiceCase.all()) {
      if (one.work().isEmpty()) {
        unseen.put(one.title(), one.unseen());
      }
    }
    return unseen;
  }

  /** All others, one test each. */
  @TestFactory
  @DisplayName("the clauses of drivers, through the service")
  public final Stream<DynamicTest> clauses(TestReporter report) {
    report.publishEntry(unseen());
    return ServiceCase.all().stream().flatMap(one -> test(one).stream());
  }

  private Optional<DynamicTest> test(ServiceCase one) {
    return one.work()
        .map(work -> DynamicTest.dynamicTest(one.title(), () -> run(one.title(), work)));
  }

  private void run(String title, ServiceCase.Work work) throws TckFailure {
    Story story = new Story();
    try {
      run(story, work);
    } catch (IOException | RuntimeException | AssertionError e) {
      throw StoryTeller.failure(title, story, e);
    }
  }

  private void run(Story story, ServiceCase.Work work) throws IOException {
    List<?> before = snapshots().list(Optional.of(driver));
    try (Bench bench = Bench.open(story, () -> new ServiceDriver(snapshots(), driver), data)) {
      work.on(bench);
    }
    List<?> after = snapshots().list(Optional.of(driver));
    if (!before.equals(after)) {
      throw new AssertionError("snapshots that were left: " + after);
    }
  }
}
