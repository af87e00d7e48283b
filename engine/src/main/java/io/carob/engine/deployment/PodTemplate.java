package io.carob.engine.deployment;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carob.engine.resource.StoredObject;
import java.util.function.IntUnaryOperator;

/** Pods from a Deployment's template. Pure but for the random part of the name. */
final class PodTemplate {

  static final String HASH_LABEL = "pod-template-hash";
  private static final int SUFFIX = 5;
  private static final int MAX_NAME = 253;

  private PodTemplate() {}

  static String hash(StoredObject deployment) {
    return TemplateHash.of(deployment.tree().path("spec").path("template"));
  }

  /**
   * A new pod, without what the store adds.
   *
   * @param random gives a number below the one given
   */
  static ObjectNode pod(StoredObject deployment, IntUnaryOperator random) {
    String hash = hash(deployment);
    ObjectNode template = (ObjectNode) deployment.tree().path("spec").path("template");
    ObjectNode pod = JsonNodeFactory.instance.objectNode();
    pod.put("apiVersion", "v1");
    pod.put("kind", "Pod");
    ObjectNode metadata = pod.putObject("metadata");
    if (template.path("metadata") instanceof ObjectNode given) {
      metadata.setAll(given.deepCopy());
    }
    metadata.put("name", name(deployment.key().name(), hash, random));
    metadata.put("namespace", deployment.key().namespace());
    metadata.withObject("/labels").put(HASH_LABEL, hash);
    metadata
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", "apps/v1")
        .put("kind", "Deployment")
        .put("name", deployment.key().name())
        .put("uid", deployment.uid())
        .put("controller", true)
        .put("blockOwnerDeletion", true);
    pod.set("spec", template.path("spec").deepCopy());
    return pod;
  }

  private static String name(String deployment, String hash, IntUnaryOperator random) {
    StringBuilder suffix = new StringBuilder();
    for (int i = 0; i < SUFFIX; i++) {
      int digit = random.applyAsInt(TemplateHash.ALPHABET.length());
      suffix.append(TemplateHash.ALPHABET.charAt(digit));
    }
    String end = "-" + hash + "-" + suffix;
    int room = MAX_NAME - end.length();
    String base = deployment.length() <= room ? deployment : deployment.substring(0, room);
    return base.replaceAll("[-.]+$", "") + end;
  }
}
