package io.carob.api.pod;

import io.carob.api.CarobException;
import io.carob.api.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The wanted state of the node: Kubernetes resources, kept durably. Carob makes them true and keeps
 * them so.
 */
@ProviderType
public interface Resources {

  /** {@return the kinds that are understood, as in manifests} */
  List<String> kinds();

  /**
   * Applies manifests, YAML or JSON, one or several documents. All documents are checked before the
   * first is applied; an unknown field is an error.
   *
   * @param manifests the text
   * @param defaultNamespace namespace of documents that name none
   * @param dryRun only check
   * @return what was done, in the order of the documents
   * @throws CarobException {@code INVALID_ARGUMENT} with the document, the path of the field and
   *     the reason; {@code FAILED_PRECONDITION} when a field that cannot change would
   */
  List<ApplyResult> apply(String manifests, String defaultNamespace, boolean dryRun);

  /**
   * {@return the keys that manifests name, without changing anything; for {@code delete -f}}
   *
   * @param manifests the text, as for {@link #apply}
   * @param defaultNamespace namespace of documents that name none
   * @throws CarobException {@code INVALID_ARGUMENT} as {@link #apply}
   */
  List<ResourceKey> keys(String manifests, String defaultNamespace);

  /**
   * {@return the resource as it is wanted, with its status; empty when there is none}
   *
   * @param key the resource's kind, namespace and name
   */
  Optional<Resource> get(ResourceKey key);

  /**
   * {@return all resources of a kind, by namespace and name}
   *
   * @param kind as in manifests, such as {@code Pod}
   * @param namespace one namespace; empty for all
   * @throws CarobException {@code INVALID_ARGUMENT} for an unknown kind
   */
  List<Resource> list(String kind, Optional<String> namespace);

  /**
   * Begins to delete a resource and what belongs to it.
   *
   * @param key the resource's kind, namespace and name
   * @param grace how long containers may take to end after their stop signal; empty for what the
   *     pod says (30 s by default); zero ends them at once
   * @return completes when it is gone, with everything that belonged to it
   * @throws CarobException {@code NOT_FOUND}
   */
  CompletableFuture<Void> delete(ResourceKey key, Optional<Duration> grace);

  /**
   * Sets the number of replicas.
   *
   * @param key the resource's kind, namespace and name
   * @param replicas how many pods are wanted; 0 for none
   * @return the resource as it is wanted now
   * @throws CarobException {@code NOT_FOUND}; {@code INVALID_ARGUMENT} when negative or the kind
   *     has no replicas
   */
  Resource scale(ResourceKey key, int replicas);

  /**
   * Hears, from now on, of each resource that came, changed or went, its status included: when the
   * listener is called, {@link #get} and {@link #list} tell of the change already. It may be called
   * where nothing changed, and from several threads at once.
   *
   * @param listener called on the thread that made the change; must return quickly
   * @return closes the subscription
   */
  Subscription watch(Consumer<ResourceKey> listener);
}
