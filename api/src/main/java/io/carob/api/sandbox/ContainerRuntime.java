package io.carob.api.sandbox;

import io.carob.api.CarobException;
import io.carob.api.driver.Driver;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Runs containers inside a sandbox. A container outlives this JVM, and loses neither its exit code
 * nor its log when the JVM is away.
 *
 * <pre>
 *   create -> CREATED --start--> RUNNING --(exit, signal)--> STOPPED
 *   any --remove--> (gone)
 * </pre>
 *
 * <h2>Clauses</h2>
 *
 * <ol>
 *   <li><b>C1 on disk.</b> Everything that later calls need lies in the container's folder; another
 *       instance, of this or a later version, continues from there.
 *   <li><b>C2 idempotent.</b> {@code create} with the same specification answers what is there;
 *       {@code start} of a running container, {@code signal} to a stopped one, and {@code remove}
 *       of what is gone do nothing.
 *   <li><b>C3 all or nothing.</b> A failed {@code create} leaves no process, mount or cgroup
 *       behind.
 *   <li><b>C4 lives on.</b> A container does not end with the JVM or the driver's bundle.
 *   <li><b>C5 concurrency.</b> Calls for different containers run at the same time; the core never
 *       runs two changing calls for one container at once.
 *   <li><b>C6 formats.</b> What another version wrote, in another form too, is read rightly or
 *       refused by {@link #readsDiskFormat}; it is never misread.
 *   <li><b>C7 self-check.</b> {@link #selfCheck} ends within ten seconds, needs nothing of the node
 *       but its scratch folder, and leaves nothing behind that deleting the folder does not clear.
 * </ol>
 */
@ConsumerType
public interface ContainerRuntime extends Driver {

  /**
   * Mounts the root file system and sets the container up; its command does not run yet.
   *
   * @param spec what is wanted; its folder is there, empty or with what an earlier call left
   * @return the container, {@code CREATED}; further along when it was there already
   * @throws CarobException {@code NOT_FOUND} when the command, the user or a mount source is not
   *     there, naming it; {@code PERMISSION_DENIED} when the command is not executable; {@code
   *     INVALID_ARGUMENT} when a mount destination or the specification is impossible; {@code
   *     UNSUPPORTED} when no OCI runtime works on this host, with the way out; {@code INTERNAL}
   */
  ContainerStatus create(ContainerSpec spec);

  /**
   * Lets the command run.
   *
   * @param id the container's id
   * @param directory the container's folder
   * @return the container, {@code RUNNING}, or {@code STOPPED} when it has ended at once
   * @throws CarobException as {@link #create}, when the failure shows only now; {@code
   *     FAILED_PRECONDITION} when it has already ended
   */
  ContainerStatus start(String id, Path directory);

  /**
   * Looks a container up from its folder.
   *
   * @param id the container's id
   * @param directory the container's folder
   * @return the container as it stands now; empty when nothing is there
   */
  Optional<ContainerStatus> status(String id, Path directory);

  /**
   * Completes when the container has ended; at once when it has ended already, also while the JVM
   * was away. The future fails with {@code UNAVAILABLE} when this driver instance is stopped first:
   * then ask the next one; with {@code NOT_FOUND} when there is no such container.
   *
   * @param id the container's id
   * @param directory the container's folder
   * @return completes with how it ended, never with null
   */
  CompletableFuture<ExitStatus> exit(String id, Path directory);

  /**
   * Sends a signal to the container's first process.
   *
   * @param id the container's id
   * @param directory the container's folder
   * @param signal a name such as {@code SIGTERM}, or a number
   * @throws CarobException {@code INVALID_ARGUMENT} for an unknown signal, {@code NOT_FOUND}
   */
  void signal(String id, Path directory, String signal);

  /**
   * Runs a further command inside.
   *
   * @param id the container's id
   * @param directory the container's folder
   * @param args the command and its arguments
   * @param env further environment, each {@code NAME=value}
   * @return the running command; the caller closes it
   * @throws CarobException {@code FAILED_PRECONDITION} when the container does not run, {@code
   *     NOT_FOUND}
   */
  ExecSession exec(String id, Path directory, List<String> args, List<String> env);

  /**
   * Ends the container if it still runs, unmounts its root file system, forgets it.
   *
   * @param id the container's id
   * @param directory the container's folder; it may be gone
   */
  void remove(String id, Path directory);
}
