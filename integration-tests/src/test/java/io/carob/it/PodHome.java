package io.carob.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.BooleanSupplier;

/** A node with the demo images, and what the cases of a pod's life ask of it. */
interface PodHome extends AutoCloseable {

  /** Applies a manifest, which must be taken. */
  void apply(String manifest);

  /** The pod in Kubernetes' JSON form. */
  JsonNode pod(String name);

  /** What a container has written so far; the reason in words when it has no log yet. */
  String log(String pod, String container);

  /** What the run before the present one has written. */
  String previousLog(String pod, String container);

  /** Runs a command in a container, to its end. */
  CarobService.Result exec(String input, String pod, String container, String... command);

  /** The first process of a container; 0 when it does not run. */
  long pid(String pod, String container);

  /** The snapshot driver of a container. */
  String snapshotter(String pod, String container);

  /** Whether an event says all these words. */
  boolean told(String... words);

  /** Gives an image a further name. */
  void tag(String image, String name);

  /** Takes a name of an image away. */
  void untag(String name);

  /** Deletes a resource at once, and waits until it is gone. */
  void delete(String kind, String name);

  /** Waits for a fact; fails after a generous time. */
  void await(String what, BooleanSupplier fact);

  @Override
  void close();
}
