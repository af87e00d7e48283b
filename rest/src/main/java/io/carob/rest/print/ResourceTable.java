package io.carob.rest.print;

import com.fasterxml.jackson.databind.JsonNode;
import io.carob.api.pod.PodInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Resources of one kind as kubectl lists them. */
public final class ResourceTable {

  private final String kind;
  private final Instant now;
  private final boolean wide;
  private final Map<String, PodInfo> pods;

  /**
   * A printer.
   *
   * @param kind the kind of all resources
   * @param pods what runs, by unique id, for the wide form of pods
   */
  public ResourceTable(String kind, Instant now, boolean wide, Map<String, PodInfo> pods) {
    this.kind = kind;
    this.now = now;
    this.wide = wide;
    this.pods = pods;
  }

  /**
   * Prints them.
   *
   * @param namespaced whether a column shows the namespace
   */
  public String print(List<JsonNode> objects, boolean namespaced, String none) {
    List<String> heads = new ArrayList<>(heads());
    if (namespaced) {
      heads.add(0, "NAMESPACE");
    }
    Table table = new Table(none, heads.toArray(String[]::new));
    for (JsonNode object : objects) {
      List<Object> cells = new ArrayList<>(cells(object));
      if (namespaced) {
        cells.add(0, object.path("metadata").path("namespace").asText());
      }
      table.row(cells);
    }
    return table.print();
  }

  private List<String> heads() {
    List<String> heads = new ArrayList<>(List.of("NAME"));
    heads.addAll(
        switch (kind) {
          case "Pod" -> List.of("READY", "STATUS", "RESTARTS", "AGE");
          case "Deployment" -> List.of("READY", "UP-TO-DATE", "AVAILABLE", "AGE");
          case "ConfigMap" -> List.of("DATA", "AGE");
          case "Secret" -> List.of("TYPE", "DATA", "AGE");
          default -> List.of("AGE");
        });
    if (wide) {
      heads.addAll(
          switch (kind) {
            case "Pod" -> List.of("IP", "SNAPSHOTTER", "PAUSE PID");
            case "Deployment" -> List.of("CONTAINERS", "IMAGES");
            default -> List.<String>of();
          });
    }
    return heads;
  }

  private List<Object> cells(JsonNode object) {
    JsonNode meta = object.path("metadata");
    List<Object> cells = new ArrayList<>();
    cells.add(meta.path("name").asText());
    cells.addAll(middle(object));
    cells.add(Human.age(meta.path("creationTimestamp").asText(), now));
    if (wide) {
      cells.addAll(wideCells(object));
    }
    return cells;
  }

  private List<?> middle(JsonNode object) {
    JsonNode status = object.path("status");
    return switch (kind) {
      case "Pod" -> {
        PodStatus pod = PodStatus.of(object);
        yield List.of(pod.ready() + "/" + pod.containers(), pod.word(), pod.restarts());
      }
      case "Deployment" ->
          Arrays.asList(
              number(status, "readyReplicas") + "/" + replicas(object),
              number(status, "updatedReplicas"),
              number(status, "availableReplicas"));
      case "ConfigMap" -> List.of(object.path("data").size() + object.path("binaryData").size());
      case "Secret" -> List.of(object.path("type").asText("Opaque"), object.path("data").size());
      default -> List.of();
    };
  }

  private List<?> wideCells(JsonNode object) {
    return switch (kind) {
      case "Pod" -> podCells(object);
      case "Deployment" -> {
        JsonNode containers = object.path("spec").path("template").path("spec").path("containers");
        yield List.of(joined(containers, "name"), joined(containers, "image"));
      }
      default -> List.of();
    };
  }

  private List<?> podCells(JsonNode pod) {
    PodInfo info = pods.get(pod.path("metadata").path("uid").asText());
    String ip = pod.path("status").path("podIP").asText();
    if (info == null) {
      return List.of(ip.isEmpty() ? "<none>" : ip, "<none>", "<none>");
    }
    if (ip.isEmpty()) {
      ip = info.sandbox().flatMap(s -> s.addresses().stream().findFirst()).orElse("<none>");
    }
    List<String> drivers =
        info.containers().stream()
            .map(PodInfo.ContainerInfo::driver)
            .filter(driver -> !driver.isEmpty())
            .distinct()
            .toList();
    String pause =
        info.sandbox()
            .filter(sandbox -> sandbox.pausePid() > 0)
            .map(sandbox -> String.valueOf(sandbox.pausePid()))
            .orElse("<none>");
    return List.of(ip, drivers.isEmpty() ? "<none>" : String.join(",", drivers), pause);
  }

  private static String joined(JsonNode list, String field) {
    List<String> parts = new ArrayList<>();
    list.forEach(element -> parts.add(element.path(field).asText()));
    return String.join(",", parts);
  }

  private static int replicas(JsonNode object) {
    return object.path("spec").path("replicas").asInt(1);
  }

  private static int number(JsonNode status, String field) {
    return status.path(field).asInt();
  }

  /** What {@code -o name} prints: {@code pod/web}, {@code deployment.apps/web}. */
  public static String name(String kind, String name) {
    String lower = kind.toLowerCase(Locale.ROOT);
    boolean apps =
        switch (lower) {
          case "deployment", "replicaset", "statefulset", "daemonset" -> true;
          default -> false;
        };
    return lower + (apps ? ".apps/" : lower.equals("job") ? ".batch/" : "/") + name;
  }
}
