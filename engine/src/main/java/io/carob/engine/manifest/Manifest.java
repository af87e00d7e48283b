package io.carob.engine.manifest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carob.api.pod.ResourceKey;
import java.util.List;

/**
 * One document that passed every check.
 *
 * @param key which resource
 * @param tree the document with defaults; without status and what the node sets itself
 * @param given the document as it came, for what it did not say
 * @param ignored paths of fields that are valid and have no effect in this release
 */
public record Manifest(ResourceKey key, ObjectNode tree, ObjectNode given, List<String> ignored) {

  /** Copies the list. */
  public Manifest {
    ignored = List.copyOf(ignored);
  }
}
