package io.carob.engine.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carob.api.pod.ResourceKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One kept resource. The tree is never changed: {@link #copy()} it first.
 *
 * @param key its name
 * @param uid its unique id
 * @param tree the whole object, without status
 */
public record StoredObject(ResourceKey key, String uid, ObjectNode tree) {

  /** Reads the name and the id from a tree. */
  public static StoredObject of(ObjectNode tree) {
    JsonNode metadata = tree.path("metadata");
    return new StoredObject(
        new ResourceKey(
            tree.path("kind").asText(),
            metadata.path("namespace").asText(),
            metadata.path("name").asText()),
        metadata.path("uid").asText(),
        tree);
  }

  /** A tree that may be changed. */
  public ObjectNode copy() {
    return tree.deepCopy();
  }

  /** A text below {@code metadata}; empty when it is not there. */
  public String metadata(String name) {
    return tree.path("metadata").path(name).asText();
  }

  /** A label; empty when it is not there. */
  public String label(String name) {
    return tree.path("metadata").path("labels").path(name).asText();
  }

  /** An annotation; empty when it is not there. */
  public String annotation(String name) {
    return tree.path("metadata").path("annotations").path(name).asText();
  }

  /** The id of the object that this one belongs to; empty when it stands alone. */
  public String ownerUid() {
    return tree.path("metadata").path("ownerReferences").path(0).path("uid").asText();
  }

  /** Counts changes of what is asked for. */
  public long generation() {
    return tree.path("metadata").path("generation").asLong(1);
  }

  /** When it was made. */
  public Instant created() {
    return Instant.parse(metadata("creationTimestamp"));
  }

  /** Whether it is to go. */
  public boolean deleting() {
    return tree.path("metadata").hasNonNull("deletionTimestamp");
  }

  /** When its time to end in order is over, once it is to go. */
  public Optional<Instant> deadline() {
    return deleting()
        ? Optional.of(Instant.parse(metadata("deletionTimestamp")))
        : Optional.empty();
  }

  /** How many pods it asks for, if it is one that asks for pods. */
  public int replicas() {
    return tree.path("spec").path("replicas").asInt(1);
  }

  /** How long its containers may take to end, as the object says. */
  public Duration grace() {
    return Duration.ofSeconds(tree.path("spec").path("terminationGracePeriodSeconds").asLong(30));
  }
}
