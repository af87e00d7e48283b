package io.carob.api.sandbox;

import io.carob.api.CarobException;
import io.carob.api.driver.Driver;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Makes and removes pod sandboxes: the namespaces that the containers of a pod share, held by a
 * pause process that outlives this JVM.
 *
 * <h2>Clauses</h2>
 *
 * <ol>
 *   <li><b>B1 on disk.</b> Everything that {@code find} and {@code remove} need lies in the
 *       sandbox's folder. Another instance, of this or a later version, continues from there.
 *   <li><b>B2 idempotent.</b> {@code create} with the same specification answers the running
 *       sandbox; after a crash in the middle it ends what was begun. {@code remove} may be
 *       repeated.
 *   <li><b>B3 all or nothing.</b> A failed {@code create} leaves no process, mount, network
 *       namespace or address behind.
 *   <li><b>B4 lives on.</b> A sandbox does not end with the JVM or the driver's bundle.
 *   <li><b>B5 concurrency.</b> Calls for different pods run at the same time; the core never runs
 *       two for one pod at once.
 *   <li><b>B6 formats.</b> What another version wrote, in another form too, is read rightly or
 *       refused by {@link #readsDiskFormat}; it is never misread.
 *   <li><b>B7 self-check.</b> {@link #selfCheck} ends within ten seconds, needs nothing of the node
 *       but its scratch folder, and leaves nothing behind that deleting the folder does not clear.
 * </ol>
 */
@ConsumerType
public interface SandboxDriver extends Driver {

  /**
   * Makes the sandbox and starts its pause process.
   *
   * @param spec what is wanted; its folder is there, empty or with what an earlier call left
   * @return the sandbox, ready
   * @throws CarobException {@code UNSUPPORTED} when the host lacks something, with the way out;
   *     {@code ALREADY_EXISTS} when a host port is taken, naming it; {@code PERMISSION_DENIED};
   *     {@code INTERNAL}
   */
  Sandbox create(SandboxSpec spec);

  /**
   * Looks a sandbox up from its folder.
   *
   * @param podUid the pod
   * @param directory the sandbox's folder
   * @return what is there, ready or not; empty when nothing was ever made there
   */
  Optional<Sandbox> find(String podUid, Path directory);

  /**
   * Completes when the pause process ends; at once when it does not run. The future fails with
   * {@code UNAVAILABLE} when this driver instance is stopped first: then ask the next one.
   *
   * @param podUid the pod
   * @param directory the sandbox's folder
   * @return completes when the pause process has ended; its value is not read
   */
  CompletableFuture<Void> exit(String podUid, Path directory);

  /**
   * Ends the pause process and everything left in its PID namespace, releases network, mounts and
   * the pod's cgroup. Succeeds when nothing is there.
   *
   * @param podUid the pod
   * @param directory the sandbox's folder; it may be gone
   * @throws CarobException {@code FAILED_PRECONDITION} when containers still run in it
   */
  void remove(String podUid, Path directory);
}
