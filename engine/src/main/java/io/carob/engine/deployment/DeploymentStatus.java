package io.carob.engine.deployment;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The status of a Deployment as Kubernetes shows it. Pure. */
final class DeploymentStatus {

  private DeploymentStatus() {}

  static ObjectNode of(
      int wanted, Strategy strategy, long observed, List<Replica> pods, Instant since) {
    List<Replica> active = pods.stream().filter(p -> !p.deleting()).toList();
    int ready = (int) active.stream().filter(Replica::ready).count();
    int updated = (int) active.stream().filter(Replica::current).count();
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    out.put("observedGeneration", observed);
    out.put("replicas", active.size());
    out.put("updatedReplicas", updated);
    out.put("readyReplicas", ready);
    out.put("availableReplicas", ready);
    if (wanted > ready) {
      out.put("unavailableReplicas", wanted - ready);
    }
    boolean available = ready >= wanted - strategy.maxUnavailable(wanted);
    boolean complete = updated == wanted && active.size() == wanted && ready >= wanted;
    var conditions = out.putArray("conditions");
    conditions
        .addObject()
        .put("type", "Available")
        .put("status", available ? "True" : "False")
        .put("reason", available ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable")
        .put("lastTransitionTime", since.truncatedTo(ChronoUnit.SECONDS).toString());
    conditions
        .addObject()
        .put("type", "Progressing")
        .put("status", "True")
        .put("reason", complete ? "NewReplicaSetAvailable" : "ReplicaSetUpdated")
        .put("lastTransitionTime", since.truncatedTo(ChronoUnit.SECONDS).toString());
    return out;
  }
}
