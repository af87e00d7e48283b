package io.carob.engine.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.pod.ApplyResult;
import io.carob.engine.manifest.Manifest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What applying, scaling and deleting do to a tree. Pure but for the time and new ids. */
final class ResourceEdits {

  private static final List<String> KEPT =
      List.of("uid", "creationTimestamp", "generation", "ownerReferences");

  private ResourceEdits() {}

  /**
   * The outcome for one document.
   *
   * @param action what it is called
   * @param next the object as it will stand; empty when nothing changes
   */
  record Edit(ApplyResult.Action action, Optional<StoredObject> next) {}

  static Edit apply(Manifest manifest, Optional<StoredObject> present, Instant now) {
    ObjectNode tree = manifest.tree().deepCopy();
    if (present.isEmpty()) {
      return new Edit(ApplyResult.Action.CREATED, Optional.of(born(tree, now)));
    }
    StoredObject before = present.get();
    if (before.deleting()) {
      throw new CarobException(
          ErrorCode.FAILED_PRECONDITION,
          before.key() + " is being deleted; wait until it is gone, then apply again");
    }
    keepReplicas(manifest, before, tree);
    ObjectNode metadata = (ObjectNode) tree.path("metadata");
    for (String name : KEPT) {
      JsonNode kept = before.tree().path("metadata").path(name);
      if (!kept.isMissingNode()) {
        metadata.set(name, kept);
      }
    }
    keepHash(before, metadata);
    if (tree.equals(before.tree())) {
      return new Edit(ApplyResult.Action.UNCHANGED, Optional.empty());
    }
    refuseFixed(before, tree);
    if (!tree.path("spec").equals(before.tree().path("spec"))) {
      metadata.put("generation", before.generation() + 1);
    }
    return new Edit(ApplyResult.Action.CONFIGURED, Optional.of(StoredObject.of(tree)));
  }

  /** A new object: with an id, a time and its first generation. */
  static StoredObject born(ObjectNode tree, Instant now) {
    ObjectNode metadata = (ObjectNode) tree.path("metadata");
    metadata.put("uid", UUID.randomUUID().toString());
    metadata.put("creationTimestamp", now.truncatedTo(ChronoUnit.SECONDS).toString());
    metadata.put("generation", 1);
    return StoredObject.of(tree);
  }

  static StoredObject scaled(StoredObject before, int replicas) {
    ObjectNode tree = before.copy();
    if (tree.path("spec").path("replicas").asInt() != replicas) {
      ((ObjectNode) tree.path("spec")).put("replicas", replicas);
      ((ObjectNode) tree.path("metadata")).put("generation", before.generation() + 1);
    }
    return StoredObject.of(tree);
  }

  /** Marked as going; a repeated call can only make it go sooner. Empty when nothing changes. */
  static Optional<StoredObject> deleting(StoredObject before, Duration grace, Instant now) {
    Instant deadline = now.plus(grace).truncatedTo(ChronoUnit.MILLIS);
    if (before.deadline().isPresent() && !deadline.isBefore(before.deadline().get())) {
      return Optional.empty();
    }
    ObjectNode tree = before.copy();
    ObjectNode metadata = (ObjectNode) tree.path("metadata");
    metadata.put("deletionTimestamp", deadline.toString());
    metadata.put("deletionGracePeriodSeconds", grace.toSeconds());
    return Optional.of(StoredObject.of(tree));
  }

  /** A manifest that names no number leaves a scaled Deployment as it is. */
  private static void keepReplicas(Manifest manifest, StoredObject before, ObjectNode tree) {
    boolean named = manifest.given().path("spec").hasNonNull("replicas");
    JsonNode replicas = before.tree().path("spec").path("replicas");
    if (!named && replicas.isInt() && tree.path("spec") instanceof ObjectNode spec) {
      spec.set("replicas", replicas);
    }
  }

  /** A pod of a Deployment stays one of its pods. */
  private static void keepHash(StoredObject before, ObjectNode metadata) {
    String hash = before.label("pod-template-hash");
    if (!hash.isEmpty()) {
      metadata.withObject("/labels").put("pod-template-hash", hash);
    }
  }

  private static void refuseFixed(StoredObject before, ObjectNode tree) {
    JsonNode old = before.tree();
    switch (before.key().kind()) {
      case "Pod" -> {
        if (!tree.path("spec").equals(old.path("spec"))
            || !annotation(tree, "carob.io/snapshotter")
                .equals(before.annotation("carob.io/snapshotter"))
            || !annotation(tree, "carob.io/sandbox")
                .equals(before.annotation("carob.io/sandbox"))) {
          throw fixed(before, "spec of a pod");
        }
      }
      case "Deployment" -> {
        if (!tree.path("spec").path("selector").equals(old.path("spec").path("selector"))) {
          throw fixed(before, "spec.selector of a Deployment");
        }
      }
      default -> {
        boolean same =
            tree.path("data").equals(old.path("data"))
                && tree.path("binaryData").equals(old.path("binaryData"));
        if (old.path("immutable").asBoolean() && !(same && tree.path("immutable").asBoolean())) {
          throw fixed(before, "data of an immutable ConfigMap");
        }
      }
    }
  }

  private static String annotation(JsonNode tree, String name) {
    return tree.path("metadata").path("annotations").path(name).asText();
  }

  private static CarobException fixed(StoredObject before, String what) {
    return new CarobException(
        ErrorCode.FAILED_PRECONDITION,
        before.key()
            + ": the "
            + what
            + " cannot change; delete it first, then apply it again (carob delete "
            + before.key().kind().toLowerCase(java.util.Locale.ROOT)
            + " "
            + before.key().name()
            + ")");
  }
}
