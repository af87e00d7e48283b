package io.carob.engine.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carob.api.CarobException;
import io.carob.api.pod.ResourceKey;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads manifests: every document parsed strictly, given its defaults, and held to its rules. */
public final class ManifestReader {

  /** The kinds that are understood, each with its version. */
  private static final Map<String, String> KINDS =
      new TreeMap<>(Map.of("ConfigMap", "v1", "Deployment", "apps/v1", "Pod", "v1"));

  private final VolumeCheck volumes;

  /**
   * Makes a reader.
   *
   * @param volumes asks the plugin of each volume
   */
  public ManifestReader(VolumeCheck volumes) {
    this.volumes = volumes;
  }

  /** The kinds that are understood. */
  public static List<String> kinds() {
    return List.copyOf(KINDS.keySet());
  }

  /**
   * Reads all documents of a text.
   *
   * @throws CarobException {@code INVALID_ARGUMENT} with the document, the path and the reason
   */
  public List<Manifest> read(String text, String defaultNamespace) {
    List<Manifest> manifests = new ArrayList<>();
    Set<ResourceKey> keys = new HashSet<>();
    for (ObjectNode tree : Documents.read(text)) {
      String title = title(manifests.size() + 1, tree);
      try {
        Manifest manifest = one(tree, defaultNamespace);
        if (!keys.add(manifest.key())) {
          throw ManifestError.at("metadata.name", "this resource stands twice in the manifests");
        }
        manifests.add(manifest);
      } catch (CarobException e) {
        throw ManifestError.in(title, e);
      }
    }
    return List.copyOf(manifests);
  }

  private static String title(int number, JsonNode tree) {
    String kind = tree.path("kind").asText();
    String name = tree.path("metadata").path("name").asText();
    return "document " + number + (kind.isEmpty() ? "" : " (" + kind + " " + name + ")");
  }

  private Manifest one(ObjectNode given, String defaultNamespace) {
    String kind = kind(given);
    ObjectNode tree = given.deepCopy();
    Defaults.common(tree, defaultNamespace);
    List<String> ignored =
        switch (kind) {
          case "Pod" -> pod(tree);
          case "Deployment" -> deployment(tree);
          default -> configMap(tree);
        };
    JsonNode metadata = tree.path("metadata");
    ResourceKey key =
        new ResourceKey(kind, metadata.path("namespace").asText(), metadata.path("name").asText());
    return new Manifest(key, tree, given, ignored);
  }

  private static String kind(ObjectNode tree) {
    if (!tree.path("kind").isTextual()) {
      throw ManifestError.at("kind", "is required; known are " + KINDS.keySet());
    }
    String kind = tree.path("kind").asText();
    String version = KINDS.get(kind);
    if (version == null) {
      throw ManifestError.at(
          "kind", "\"" + kind + "\" is not supported; known are " + KINDS.keySet());
    }
    if (!tree.path("apiVersion").asText().equals(version)) {
      throw ManifestError.at(
          "apiVersion",
          "must be "
              + version
              + " for kind "
              + kind
              + ", but is \""
              + tree.path("apiVersion").asText()
              + "\"");
    }
    return kind;
  }

  private List<String> pod(ObjectNode tree) {
    Pod first = Models.read(tree, Pod.class);
    metadata(first.getMetadata());
    if (first.getSpec() == null) {
      throw ManifestError.at("spec", "is required");
    }
    Defaults.pod(tree.path("spec"));
    Pod pod = Models.read(tree, Pod.class);
    PodRules.check("spec", pod.getSpec(), tree.path("spec"), volumes);
    return IgnoredFields.ofPod("spec", tree.path("spec"));
  }

  private List<String> deployment(ObjectNode tree) {
    Deployment first = Models.read(tree, Deployment.class);
    metadata(first.getMetadata());
    if (first.getSpec() == null) {
      throw ManifestError.at("spec", "is required");
    }
    Defaults.deployment(tree.path("spec"));
    Deployment deployment = Models.read(tree, Deployment.class);
    DeploymentRules.check(deployment.getSpec(), tree.path("spec"), volumes);
    return IgnoredFields.ofDeployment(tree.path("spec"));
  }

  private static List<String> configMap(ObjectNode tree) {
    ConfigMap map = Models.read(tree, ConfigMap.class);
    metadata(map.getMetadata());
    ConfigMapRules.check(map);
    return List.of();
  }

  private static void metadata(ObjectMeta metadata) {
    if (metadata == null) {
      throw ManifestError.at("metadata", "is required");
    }
    if (metadata.getName() == null && metadata.getGenerateName() != null) {
      throw ManifestError.at(
          "metadata.generateName", "apply needs a name of its own; give metadata.name");
    }
    Names.subdomain("metadata.name", metadata.getName());
    Names.label("metadata.namespace", metadata.getNamespace());
    if (metadata.getLabels() != null) {
      Names.labels("metadata.labels", metadata.getLabels());
    }
    if (!metadata.getOwnerReferences().isEmpty()) {
      throw ManifestError.at("metadata.ownerReferences", "is set by the node; remove it");
    }
    if (!metadata.getFinalizers().isEmpty()) {
      throw ManifestError.at("metadata.finalizers", "is not supported in this release");
    }
  }
}
