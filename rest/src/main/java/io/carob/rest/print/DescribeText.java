package io.carob.rest.print;

import com.fasterxml.jackson.databind.JsonNode;
import io.carob.api.pod.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A resource at length, in the manner of {@code kubectl describe}. */
public final class DescribeText {

  private static final int COLUMN = 18;

  private final StringBuilder out = new StringBuilder();

  private DescribeText() {}

  /** The page. */
  public static String print(String kind, JsonNode object, List<Event> events, Instant now) {
    DescribeText page = new DescribeText();
    page.head(object.path("metadata"));
    if (kind.equals("Pod")) {
      page.pod(object);
    } else if (object.has("data")) {
      page.data(object.path("data"), kind.equals("Secret"));
    } else {
      page.tree("Spec", object.path("spec"), "");
      page.tree("Status", object.path("status"), "");
    }
    page.events(events, now);
    return page.out.toString();
  }

  private void head(JsonNode meta) {
    field("", "Name", meta.path("name").asText());
    field("", "Namespace", meta.path("namespace").asText());
    field("", "UID", meta.path("uid").asText());
    field("", "Created", meta.path("creationTimestamp").asText());
    pairs("Labels", meta.path("labels"));
    pairs("Annotations", meta.path("annotations"));
  }

  private void pod(JsonNode pod) {
    JsonNode status = pod.path("status");
    field("", "Status", PodStatus.of(pod).word());
    if (!status.path("reason").asText().isEmpty()) {
      field("", "Reason", status.path("reason").asText());
    }
    if (!status.path("message").asText().isEmpty()) {
      field("", "Message", status.path("message").asText());
    }
    field("", "IP", status.path("podIP").asText());
    JsonNode spec = pod.path("spec");
    containers(
        "Init Containers", spec.path("initContainers"), status.path("initContainerStatuses"));
    containers("Containers", spec.path("containers"), status.path("containerStatuses"));
    conditions(status.path("conditions"));
    tree("Volumes", spec.path("volumes"), "");
  }

  private void containers(String title, JsonNode specs, JsonNode statuses) {
    if (specs.isEmpty()) {
      return;
    }
    out.append(title).append(":\n");
    for (JsonNode spec : specs) {
      String name = spec.path("name").asText();
      out.append("  ").append(Escape.cell(name)).append(":\n");
      JsonNode status = status(statuses, name);
      field("    ", "Container ID", status.path("containerID").asText());
      field("    ", "Image", spec.path("image").asText());
      field("    ", "Image ID", status.path("imageID").asText());
      words("Command", spec.path("command"));
      words("Args", spec.path("args"));
      state("State", status.path("state"));
      state("Last State", status.path("lastState"));
      field("    ", "Ready", status.path("ready").asBoolean() ? "True" : "False");
      field("    ", "Restart Count", status.path("restartCount").asText("0"));
      environment(spec.path("env"));
      mounts(spec.path("volumeMounts"));
    }
  }

  private static JsonNode status(JsonNode statuses, String name) {
    for (JsonNode status : statuses) {
      if (status.path("name").asText().equals(name)) {
        return status;
      }
    }
    return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
  }

  private void words(String name, JsonNode words) {
    if (!words.isEmpty()) {
      out.append("    ").append(name).append(":\n");
      words.forEach(w -> out.append("      ").append(Escape.cell(w.asText())).append('\n'));
    }
  }

  private void state(String name, JsonNode state) {
    for (Map.Entry<String, JsonNode> entry : state.properties()) {
      String word = entry.getKey();
      field("    ", name, Character.toUpperCase(word.charAt(0)) + word.substring(1));
      line(entry.getValue(), "reason", "Reason");
      line(entry.getValue(), "message", "Message");
      line(entry.getValue(), "exitCode", "Exit Code");
      line(entry.getValue(), "startedAt", "Started");
      line(entry.getValue(), "finishedAt", "Finished");
    }
  }

  private void line(JsonNode node, String key, String name) {
    if (node.has(key)) {
      field("      ", name, node.path(key).asText());
    }
  }

  private void environment(JsonNode env) {
    out.append(env.isEmpty() ? "    Environment:    <none>\n" : "    Environment:\n");
    for (JsonNode entry : env) {
      String value =
          entry.has("valueFrom")
              ? "<from " + entry.path("valueFrom") + ">"
              : entry.path("value").asText();
      out.append("      ").append(Escape.cell(entry.path("name").asText() + ":  " + value));
      out.append('\n');
    }
  }

  private void mounts(JsonNode mounts) {
    out.append(mounts.isEmpty() ? "    Mounts:         <none>\n" : "    Mounts:\n");
    for (JsonNode mount : mounts) {
      String sub = mount.path("subPath").asText();
      String text =
          mount.path("mountPath").asText()
              + " from "
              + mount.path("name").asText()
              + (mount.path("readOnly").asBoolean() ? " (ro" : " (rw")
              + (sub.isEmpty() ? ")" : ",path=\"" + sub + "\")");
      out.append("      ").append(Escape.cell(text)).append('\n');
    }
  }

  private void conditions(JsonNode conditions) {
    if (conditions.isEmpty()) {
      return;
    }
    out.append("Conditions:\n");
    Table table = new Table("", "TYPE", "STATUS");
    conditions.forEach(c -> table.row(c.path("type").asText(), c.path("status").asText()));
    table.print().lines().forEach(row -> out.append("  ").append(row).append('\n'));
  }

  private void data(JsonNode data, boolean secret) {
    out.append("\nData\n====\n");
    for (Map.Entry<String, JsonNode> entry : data.properties()) {
      String value = entry.getValue().asText();
      out.append(Escape.cell(entry.getKey())).append(":\n");
      if (secret) {
        out.append(value.length()).append(" characters of base64\n\n");
      } else {
        out.append("----\n").append(Escape.lines(value)).append("\n\n");
      }
    }
  }

  private void tree(String title, JsonNode node, String indent) {
    if (node.isMissingNode() || (node.isContainerNode() && node.isEmpty())) {
      return;
    }
    out.append(indent).append(title).append(":\n");
    Yaml.write(node).lines().forEach(l -> out.append(indent).append("  ").append(l).append('\n'));
  }

  private void pairs(String title, JsonNode map) {
    List<String> pairs = new ArrayList<>();
    map.properties().forEach(e -> pairs.add(e.getKey() + "=" + e.getValue().asText()));
    field("", title, pairs.isEmpty() ? "<none>" : pairs.get(0));
    for (int i = 1; i < pairs.size(); i++) {
      out.append(" ".repeat(COLUMN)).append(Escape.cell(pairs.get(i))).append('\n');
    }
  }

  private void events(List<Event> events, Instant now) {
    out.append(events.isEmpty() ? "Events:           <none>\n" : "Events:\n");
    Table table = new Table("", "TYPE", "REASON", "AGE", "MESSAGE");
    for (Event event : events) {
      String age = Human.age(event.time(), now);
      table.row(
          event.type(),
          event.reason(),
          event.count() > 1 ? age + " (x" + event.count() + ")" : age,
          event.message());
    }
    table.print().lines().forEach(row -> out.append("  ").append(row).append('\n'));
  }

  private void field(String indent, String name, String value) {
    String start = indent + name + ":";
    out.append(start).append(" ".repeat(Math.max(1, COLUMN - start.length())));
    out.append(Escape.cell(value)).append('\n');
  }
}
