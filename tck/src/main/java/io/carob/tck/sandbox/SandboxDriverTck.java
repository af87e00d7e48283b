package io.carob.tck.sandbox;

import io.carob.api.node.NodeLayout;
import io.carob.api.sandbox.SandboxDriver;
import io.carob.tck.story.StoryTeller;
import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The contract of {@link SandboxDriver}, as tests. A driver author writes one subclass:
 *
 * <pre>{@code
 * class MySandboxTckTest extends SandboxDriverTck {
 *   MySandboxTckTest(@TempDir Path data) {
 *     super(node -> new MySandboxDriver(node.cgroupParent()), data);
 *   }
 * }
 * }</pre>
 *
 * <p>Drivers that are {@link AutoCloseable} are closed when the service would stop them. One test
 * kills a process in the middle of the driver's work. That process makes the subclass by its only
 * constructor, which takes no argument or the folder for data.
 *
 * <p>Pods have no network but the loopback here, unless the driver gives them one. The tests make
 * namespaces, so they run as root; they leave no process, mount or control group behind. One that
 * fails throws a {@link io.carob.tck.TckFailure}.
 */
public abstract class SandboxDriverTck {

  @RegisterExtension final StoryTeller teller = new StoryTeller();

  private final Function<NodeLayout, SandboxDriver> drivers;
  private final Path data;

  /**
   * Binds a driver.
   *
   * @param drivers makes a new driver for a node, as if the service had just been started
   * @param data a folder; the tests make theirs below it
   */
  protected SandboxDriverTck(Function<NodeLayout, SandboxDriver> drivers, Path data) {
    this.drivers = drivers;
    this.data = data;
  }

  @Test
  @DisplayName("B1 on disk: the name is constant and plain")
  public final void nameIsConstant() throws Exception {
    run(LifeCases::nameIsConstant);
  }

  @Test
  @DisplayName("B1 on disk: another instance finds it and removes it")
  public final void anotherInstanceContinues() throws Exception {
    run(LifeCases::anotherInstanceContinues);
  }

  @Test
  @DisplayName("B1 on disk: where nothing was made, nothing is found")
  public final void nothingIsFoundWhereNothingWasMade() throws Exception {
    run(LifeCases::nothingIsFoundWhereNothingWasMade);
  }

  @Test
  @DisplayName("B1 on disk: the end of pause is told, by another instance too")
  public final void endOfPauseIsTold() throws Exception {
    run(LifeCases::endOfPauseIsTold);
  }

  @Test
  @DisplayName("B1 on disk: the namespaces that are named are the pod's own")
  public final void namespacesAreThePodsOwn() throws Exception {
    run(NamespaceCases::namespacesAreThePodsOwn);
  }

  @Test
  @DisplayName("B1 on disk: the host's namespaces are the host's where asked for")
  public final void hostNamespacesAreTheHosts() throws Exception {
    run(NamespaceCases::hostNamespacesAreTheHosts);
  }

  @Test
  @DisplayName("B1 on disk: a shared process namespace is that of pause")
  public final void sharedProcessNamespaceIsThatOfPause() throws Exception {
    run(NamespaceCases::sharedProcessNamespaceIsThatOfPause);
  }

  @Test
  @DisplayName("B2 idempotent: create again answers the running sandbox")
  public final void createAgainAnswersTheSame() throws Exception {
    run(LifeCases::createAgainAnswersTheSame);
  }

  @Test
  @DisplayName("B2 idempotent: create after the end of pause makes it ready again")
  public final void createAfterTheEndOfPause() throws Exception {
    run(LifeCases::createAfterTheEndOfPause);
  }

  @Test
  @DisplayName("B2 idempotent: remove again succeeds, and where nothing was made")
  public final void removeAgainSucceeds() throws Exception {
    run(LifeCases::removeAgainSucceeds);
  }

  @Test
  @DisplayName("B2 idempotent: what a killed process left half done is completed")
  public final void killedCallsAreRepeated() throws Exception {
    run(bench -> KillCases.killedCallsAreRepeated(bench, getClass()));
  }

  @Test
  @DisplayName("B3 all or nothing: a failed create leaves nothing")
  public final void failedCreateLeavesNothing() throws Exception {
    run(FailureCases::failedCreateLeavesNothing);
  }

  @Test
  @DisplayName("B3 all or nothing: nothing is left of a removed sandbox")
  public final void nothingIsLeftAfterRemove() throws Exception {
    run(FailureCases::nothingIsLeftAfterRemove);
  }

  @Test
  @DisplayName("B4 lives on: it outlives the process that made it")
  public final void outlivesItsMaker() throws Exception {
    run(bench -> KillCases.outlivesItsMaker(bench, getClass()));
  }

  @Test
  @DisplayName("B4 lives on: a stopped instance lets its waits go and the pod run")
  public final void stoppedInstanceLetsGo() throws Exception {
    run(LifeCases::stoppedInstanceLetsGo);
  }

  @Test
  @DisplayName("B5 concurrency: eight pods are made and removed at the same time")
  public final void eightPodsAtOnce() throws Exception {
    run(LifeCases::eightPodsAtOnce);
  }

  @Test
  @DisplayName("B6 formats: what this version writes it reads")
  public final void ownFormatIsRead() throws Exception {
    run(LifeCases::ownFormatIsRead);
  }

  @Test
  @DisplayName("B7 self-check: it succeeds in time and leaves nothing")
  public final void selfCheckLeavesNothing() throws Exception {
    run(FailureCases::selfCheckLeavesNothing);
  }

  /** For the process that is killed. */
  final SandboxDriver newDriver(NodeLayout node) {
    return drivers.apply(node);
  }

  private void run(Case test) throws Exception {
    try (SandboxBench bench = SandboxBench.open(teller.story(), drivers, data)) {
      test.on(bench);
    }
  }

  @FunctionalInterface
  private interface Case {
    void on(SandboxBench bench) throws Exception;
  }
}
