package io.carob.engine.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carob.api.pod.ResourceKey;

/** One change of the store. */
public sealed interface Change {

  /** Adds an object or replaces the one of its name. */
  record Put(StoredObject object) implements Change {}

  /** Forgets an object. */
  record Drop(ResourceKey key) implements Change {}

  /** Keeps what the node knows of a running pod. */
  record PutState(String podUid, ObjectNode state) implements Change {}

  /** Forgets that. */
  record DropState(String podUid) implements Change {}
}
