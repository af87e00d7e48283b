package io.carob.example.timed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.driver.DriverInfo;
import io.carob.api.driver.DriverTable;
import io.carob.api.sandbox.Sandbox;
import io.carob.api.sandbox.SandboxDriver;
import io.carob.api.sandbox.SandboxSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over a delegate that comes, goes and changes. */
class TimedSandboxTest {

  private static final String POD = "pod-1";

  @TempDir Path folder;

  private final AtomicLong clock = new AtomicLong();

  private final DriverTable<SandboxDriver> table = table(Duration.ofSeconds(60));
  private final TimedSandbox timed = timed("pause");

  @Test
  void timesAndTheStartOfPauseAreInTheFolder() {
    add(FakeSandbox.of("pause", 1));
    timed.create(spec());
    timed.find(POD, folder);
    timed.find(POD, folder);
    assertThat(times().values())
        .containsEntry("delegate", "pause")
        .containsEntry("createCount", 1L)
        .containsEntry("createLastMicros", 1L)
        .containsEntry("findCount", 2L)
        .containsEntry("findTotalMicros", 2L)
        .containsKey("pauseStarted");
  }

  @Test
  void callsWaitWhileTheDelegateIsReplaced() throws Exception {
    FakeSandbox old = FakeSandbox.of("pause", 1);
    add(old);
    Sandbox made = timed.create(spec());
    table.remove(old);
    CompletableFuture<Optional<Sandbox>> found =
        CompletableFuture.supplyAsync(() -> timed.find(POD, folder));
    add(FakeSandbox.of("pause", 1));
    assertThat(found.get(60, TimeUnit.SECONDS)).contains(made);
  }

  @Test
  void sandboxesStayWithTheDriverThatMadeThem() {
    add(FakeSandbox.of("pause", 1));
    add(FakeSandbox.of("other", 1));
    timed.create(spec());
    TimedSandbox next = timed("other");
    next.create(spec());
    assertThat(FakeSandbox.file(folder)).hasContent("pause");
    next.remove(POD, folder);
    assertThat(next.find(POD, folder)).isEmpty();
    next.create(spec());
    assertThat(FakeSandbox.file(folder)).hasContent("other");
  }

  @Test
  void delegateIsNotGivenWhatALaterOneWrote() {
    FakeSandbox later = FakeSandbox.of("pause", 2);
    add(later);
    timed.create(spec());
    table.remove(later);
    add(FakeSandbox.of("pause", 1));
    assertThat(code(() -> timed.find(POD, folder))).isEqualTo(ErrorCode.FAILED_PRECONDITION);
    assertThat(code(() -> timed.exit(POD, folder))).isEqualTo(ErrorCode.FAILED_PRECONDITION);
    assertThat(code(() -> timed.remove(POD, folder))).isEqualTo(ErrorCode.FAILED_PRECONDITION);
    assertThat(code(() -> timed.create(spec()))).isEqualTo(ErrorCode.FAILED_PRECONDITION);
    assertThat(FakeSandbox.file(folder)).exists();
  }

  @Test
  void withoutTheCoreNothingCanBeReached() {
    timed.unsetCalls(table);
    assertThat(code(() -> timed.create(spec()))).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(folder).isEmptyDirectory();
    timed.remove(POD, folder);
    assertThat(timed.find(POD, folder)).isEmpty();
    timed.setCalls(table);
    add(FakeSandbox.of("pause", 1));
    assertThat(timed.create(spec()).ready()).isTrue();
  }

  @Test
  void waysThatAreNotTheOneInUseGoUnheeded() {
    DriverTable<SandboxDriver> next = table(Duration.ofSeconds(60));
    timed.setCalls(next);
    timed.unsetCalls(table);
    next.add(new DriverInfo("sandbox", "pause", "1.0.0", List.of()), FakeSandbox.of("pause", 1));
    assertThat(timed.create(spec()).ready()).isTrue();
  }

  @Test
  void whatCannotBeRecordedIsNotMade() throws IOException {
    add(FakeSandbox.of("pause", 1));
    Files.createDirectories(folder.resolve("times.json.new/full"));
    assertThat(code(() -> timed.create(spec()))).isEqualTo(ErrorCode.INTERNAL);
    assertThat(FakeSandbox.file(folder)).doesNotExist();
  }

  @Test
  void aTimeThatCannotBeWrittenIsAllThatIsLost() {
    add(new Blocking(FakeSandbox.of("pause", 1)));
    Sandbox made = timed.create(spec());
    assertThat(times().delegate()).contains("pause");
    assertThat(times().values()).doesNotContainKey("createCount");
    assertThat(timed.create(spec())).isEqualTo(made);
    assertThat(timed.find(POD, folder)).contains(made);
    timed.remove(POD, folder);
    assertThat(FakeSandbox.file(folder)).doesNotExist();
    assertThat(timed.find(POD, folder)).isEmpty();
  }

  @Test
  void damagedRecordIsDataLoss() throws IOException {
    add(FakeSandbox.of("pause", 1));
    Files.writeString(folder.resolve("times.json"), "no json");
    assertThat(code(() -> timed.find(POD, folder))).isEqualTo(ErrorCode.DATA_LOSS);
  }

  @Test
  void waitsEndWithTheDriverAndTheDelegatesGoOn() {
    FakeSandbox pause = FakeSandbox.of("pause", 1);
    add(pause);
    timed.create(spec());
    CompletableFuture<Void> exit = timed.exit(POD, folder);
    assertThat(exit).isNotDone();
    timed.close();
    assertThat(unavailable(exit)).isTrue();
    assertThat(pause.exits()).isNotDone();
    assertThat(unavailable(timed.exit(POD, folder))).isTrue();
  }

  @Test
  void endOfPauseIsPassedOn() {
    FakeSandbox pause = FakeSandbox.of("pause", 1);
    add(pause);
    timed.create(spec());
    CompletableFuture<Void> exit = timed.exit(POD, folder);
    pause.exits().complete(null);
    assertThat(exit).isCompleted();
  }

  @Test
  void delegateMustBeAnotherDriver() {
    for (String name : List.of("timed", "", "../pause", "a\"b")) {
      assertThat(code(() -> timed(name))).as(name).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    }
  }

  /** Makes a sandbox, and also that nothing more can be written beside it. */
  private record Blocking(FakeSandbox pause) implements SandboxDriver {
    @Override
    public String name() {
      return pause.name();
    }

    @Override
    public Sandbox create(SandboxSpec spec) {
      try {
        Files.createDirectories(spec.directory().resolve("times.json.new/full"));
      } catch (IOException e) {
        throw new CarobException(ErrorCode.INTERNAL, "no folder", e);
      }
      return pause.create(spec);
    }

    @Override
    public Optional<Sandbox> find(String podUid, Path directory) {
      return pause.find(podUid, directory);
    }

    @Override
    public CompletableFuture<Void> exit(String podUid, Path directory) {
      return pause.exit(podUid, directory);
    }

    @Override
    public void remove(String podUid, Path directory) {
      pause.remove(podUid, directory);
    }
  }

  private static boolean unavailable(CompletableFuture<Void> exit) {
    CompletionException failure = catchThrowableOfType(CompletionException.class, exit::join);
    return failure != null
        && failure.getCause() instanceof CarobException cause
        && cause.code() == ErrorCode.UNAVAILABLE;
  }

  private static ErrorCode code(Runnable call) {
    CarobException failure = catchThrowableOfType(CarobException.class, call::run);
    assertThat(failure).isNotNull();
    return failure.code();
  }

  private TimedSandbox timed(String delegate) {
    TimedSandbox made = new TimedSandbox(delegate, () -> clock.addAndGet(1_000));
    made.setCalls(table);
    return made;
  }

  private static DriverTable<SandboxDriver> table(Duration wait) {
    return new DriverTable<>("sandbox", wait, Duration.ofSeconds(60));
  }

  private void add(SandboxDriver driver) {
    table.add(new DriverInfo("sandbox", driver.name(), "1.0.0", List.of()), driver);
  }

  private Times times() {
    return new TimesFile(folder).read();
  }

  private SandboxSpec spec() {
    return new SandboxSpec(
        POD, "default", "one", "one", folder, "/none/" + POD, Set.of(), false, List.of());
  }
}
