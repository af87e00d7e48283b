package io.carob.api.pod;

import io.carob.api.CarobException;
import io.carob.api.sandbox.ExecSession;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.osgi.annotation.versioning.ProviderType;

/** The pods that run on this node, and what can be done with one. */
@ProviderType
public interface Pods {

  /**
   * {@return all pods, by namespace and name}
   *
   * @param namespace one namespace; empty for all
   */
  List<PodInfo> list(Optional<String> namespace);

  /**
   * {@return the pod of that name as it is now; empty when there is none}
   *
   * @param namespace the pod's namespace
   * @param name the pod's name
   */
  Optional<PodInfo> find(String namespace, String name);

  /**
   * Opens a log as text, one line a line, both outputs in the order they came.
   *
   * @param request which part of which log
   * @return the text; with {@code follow} reading blocks for more, and closing ends it
   * @throws CarobException {@code NOT_FOUND} for an unknown pod or container, or when there was no
   *     previous run; {@code INVALID_ARGUMENT} when the pod has several containers and none is
   *     named; {@code FAILED_PRECONDITION} when the container has not started yet
   */
  InputStream log(LogRequest request);

  /**
   * Runs a command in a container.
   *
   * @param namespace the pod's namespace
   * @param pod the pod's name
   * @param container the container; empty for the first
   * @param args the command and its arguments; at least one
   * @return the running command; the caller closes it
   * @throws CarobException {@code NOT_FOUND}, {@code FAILED_PRECONDITION} when it does not run
   */
  ExecSession exec(String namespace, String pod, Optional<String> container, List<String> args);

  /**
   * Ends all pods, as when the node is shut down: their containers get their stop signal and then
   * the pods' own grace period; no process, mount, network namespace or cgroup is left. The wanted
   * resources stay, and nothing is started any more until the next start of Carob: then the pods
   * run again, in new containers, with their volumes as they were.
   *
   * @return completes when all have ended; a pod that could not be ended is a suppressed failure of
   *     the one that the future fails with
   */
  CompletableFuture<Void> stopAll();
}
