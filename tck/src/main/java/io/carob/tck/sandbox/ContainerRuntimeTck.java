package io.carob.tck.sandbox;

import io.carob.api.node.NodeLayout;
import io.carob.api.sandbox.ContainerRuntime;
import io.carob.tck.story.StoryTeller;
import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The contract of {@link ContainerRuntime}, as tests. A driver author writes one subclass:
 *
 * <pre>{@code
 * class MyRuntimeTckTest extends ContainerRuntimeTck {
 *   MyRuntimeTckTest(@TempDir Path data) {
 *     super(node -> new MyRuntime(node.run()), data);
 *   }
 * }
 * }</pre>
 *
 * <p>Runtimes that are {@link AutoCloseable} are closed when the service would stop them. One test
 * kills a process in the middle of the runtime's work. That process makes the subclass by its only
 * constructor, which takes no argument or the folder for data.
 *
 * <p>The containers belong to a pod whose namespaces the tests hold, and whose control group is not
 * there yet. Their root file system has this host's {@code sh}, {@code sleep} and {@code cat}. The
 * tests run as root and need {@code unshare} of util-linux and {@code ldd}; they leave no process,
 * mount or control group behind. One that fails throws a {@link io.carob.tck.TckFailure}.
 */
public abstract class ContainerRuntimeTck {

  @RegisterExtension final StoryTeller teller = new StoryTeller();

  private final Function<NodeLayout, ContainerRuntime> drivers;
  private final Path data;

  /**
   * Binds a runtime.
   *
   * @param drivers makes a new runtime for a node, as if the service had just been started
   * @param data a folder; the tests make theirs below it
   */
  protected ContainerRuntimeTck(Function<NodeLayout, ContainerRuntime> drivers, Path data) {
    this.drivers = drivers;
    this.data = data;
  }

  @Test
  @DisplayName("C1 on disk: the name is constant and plain")
  public final void nameIsConstant() throws Exception {
    run(RuntimeLifeCases::nameIsConstant);
  }

  @Test
  @DisplayName("C1 on disk: another instance starts it, ends it and removes it")
  public final void anotherInstanceContinues() throws Exception {
    run(RuntimeLifeCases::anotherInstanceContinues);
  }

  @Test
  @DisplayName("C1 on disk: the command waits for start")
  public final void theCommandWaitsForStart() throws Exception {
    run(RuntimeLifeCases::theCommandWaitsForStart);
  }

  @Test
  @DisplayName("C1 on disk: the exit code is kept")
  public final void exitCodeIsKept() throws Exception {
    run(RuntimeLifeCases::exitCodeIsKept);
  }

  @Test
  @DisplayName("C1 on disk: where nothing was made, nothing is found")
  public final void nothingIsFoundWhereNothingWasMade() throws Exception {
    run(RuntimeLifeCases::nothingIsFoundWhereNothingWasMade);
  }

  @Test
  @DisplayName("C1 on disk: the command has its environment and folder, and its log")
  public final void theCommandHasItsSurroundings() throws Exception {
    run(RuntimeInsideCases::theCommandHasItsSurroundings);
  }

  @Test
  @DisplayName("C1 on disk: it is in the namespaces of its sandbox")
  public final void namespacesAreThoseOfTheSandbox() throws Exception {
    run(RuntimeInsideCases::namespacesAreThoseOfTheSandbox);
  }

  @Test
  @DisplayName("C1 on disk: another instance runs further commands inside")
  public final void furtherCommandsRunInside() throws Exception {
    run(RuntimeInsideCases::furtherCommandsRunInside);
  }

  @Test
  @DisplayName("C2 idempotent: create again answers what is there")
  public final void createAgainAnswersTheSame() throws Exception {
    run(RuntimeLifeCases::createAgainAnswersTheSame);
  }

  @Test
  @DisplayName("C2 idempotent: start of a running one does nothing")
  public final void startAgainDoesNothing() throws Exception {
    run(RuntimeLifeCases::startAgainDoesNothing);
  }

  @Test
  @DisplayName("C2 idempotent: a signal to a stopped one does nothing")
  public final void signalToAStoppedOneDoesNothing() throws Exception {
    run(RuntimeLifeCases::signalToAStoppedOneDoesNothing);
  }

  @Test
  @DisplayName("C2 idempotent: remove again succeeds, and where nothing was made")
  public final void removeAgainSucceeds() throws Exception {
    run(RuntimeLifeCases::removeAgainSucceeds);
  }

  @Test
  @DisplayName("C2 idempotent: what a killed process left half done is completed")
  public final void killedCallsAreRepeated() throws Exception {
    run(bench -> RuntimeKillCases.killedCallsAreRepeated(bench, getClass()));
  }

  @Test
  @DisplayName("C3 all or nothing: a failed create leaves nothing")
  public final void failedCreateLeavesNothing() throws Exception {
    run(RuntimeFailureCases::failedCreateLeavesNothing);
  }

  @Test
  @DisplayName("C3 all or nothing: a command that is not there is named, and nothing is left")
  public final void missingCommandIsNamed() throws Exception {
    run(RuntimeFailureCases::missingCommandIsNamed);
  }

  @Test
  @DisplayName("C3 all or nothing: nothing is left of a removed container")
  public final void nothingIsLeftAfterRemove() throws Exception {
    run(RuntimeFailureCases::nothingIsLeftAfterRemove);
  }

  @Test
  @DisplayName("C4 lives on: it, its log and its exit code outlive the process that made it")
  public final void outlivesItsMaker() throws Exception {
    run(bench -> RuntimeKillCases.outlivesItsMaker(bench, getClass()));
  }

  @Test
  @DisplayName("C4 lives on: a stopped instance lets its waits go and the container run")
  public final void stoppedInstanceLetsGo() throws Exception {
    run(RuntimeLifeCases::stoppedInstanceLetsGo);
  }

  @Test
  @DisplayName("C5 concurrency: eight containers are run and removed at the same time")
  public final void eightContainersAtOnce() throws Exception {
    run(RuntimeConcurrencyCases::eightContainersAtOnce);
  }

  @Test
  @DisplayName("C6 formats: what this version writes it reads")
  public final void ownFormatIsRead() throws Exception {
    run(RuntimeLifeCases::ownFormatIsRead);
  }

  @Test
  @DisplayName("C7 self-check: it succeeds in time and leaves nothing")
  public final void selfCheckLeavesNothing() throws Exception {
    run(RuntimeFailureCases::selfCheckLeavesNothing);
  }

  /** For the process that is killed. */
  final ContainerRuntime newDriver(NodeLayout node) {
    return drivers.apply(node);
  }

  private void run(Case test) throws Exception {
    try (RuntimeBench bench = RuntimeBench.open(teller.story(), drivers, data)) {
      test.on(bench);
    }
  }

  @FunctionalInterface
  private interface Case {
    void on(RuntimeBench bench) throws Exception;
  }
}
