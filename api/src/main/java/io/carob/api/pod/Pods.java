package io.carob.api.pod;

import io.carob.api.CarobException;
import io.carob.api.sandbox.ExecSession;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The pods that run on this node, and what can be done with one. */
@ProviderType
public interface Pods {

  /**
   * All pods, by namespace and name.
   *
   * @param namespace one namespace; empty for all
   */
  List<PodInfo> list(Optional<String> namespace);

  /** One pod, or empty. */
  Optional<PodInfo> find(String namespace, String name);

  /**
   * Opens a log as text, one line a line, both outputs in the order they came.
   *
   * @return the text; with {@code follow} reading blocks for more, and closing ends it
   * @throws CarobException {@code NOT_FOUND} for an unknown pod or container, or when there was no
   *     previous run; {@code INVALID_ARGUMENT} when the pod has several containers and none is
   *     named; {@code FAILED_PRECONDITION} when the container has not started yet
   */
  InputStream log(LogRequest request);

  /**
   * Runs a command in a container.
   *
   * @param container the container; empty for the first
   * @throws CarobException {@code NOT_FOUND}, {@code FAILED_PRECONDITION} when it does not run
   */
  ExecSession exec(String namespace, String pod, Optional<String> container, List<String> args);
}
