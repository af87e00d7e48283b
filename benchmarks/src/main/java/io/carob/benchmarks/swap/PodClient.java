package io.carob.benchmarks.swap;

import com.fasterxml.jackson.databind.JsonNode;
import io.carob.benchmarks.swap.Times.Kind;
import java.io.BufferedReader;
import java.io.IOException;

/** Makes a pod, writes into it, reads that back, looks at its log, and deletes it. */
final class PodClient {

  private final Api api;
  private final Times times;

  PodClient(Api api, Times times) {
    this.api = api;
    this.times = times;
  }

  void once(String name) throws Exception {
    String token = "written by " + name;
    make(name, Manifests.idle(name));
    expect(exec(name, "echo " + token + " > /data/x; echo " + token + " > /x"), "");
    expect(exec(name, "cat /data/x /x"), token + "\n" + token + "\n");
    String log =
        times.time(
            Kind.LOGS, () -> api.ask("GET", "/v1/pods/default/" + name + "/log?follow=false", ""));
    expect(log, "started " + name + "\n");
    delete(name);
  }

  void make(String name, String manifest) throws Exception {
    times.time(
        Kind.START,
        () -> {
          times.time(Kind.APPLY, () -> api.ask("POST", "/v1/apply", manifest));
          awaitReady(name);
          return true;
        });
  }

  void delete(String name) throws Exception {
    times.time(
        Kind.DELETE,
        () -> api.ask("DELETE", "/v1/resources/pods/default/" + name + "?grace=1", ""));
  }

  private String exec(String name, String script) throws Exception {
    return times.time(Kind.EXEC, () -> Exec.run(api, name, "sh", "-c", script));
  }

  private static void expect(String got, String wanted) throws IOException {
    if (!got.equals(wanted)) {
      throw new IOException("expected \"" + wanted + "\", got \"" + got + "\"");
    }
  }

  private void awaitReady(String name) throws IOException {
    try (Api.Open watch = api.stream("/v1/resources/pods/default/" + name + "/watch");
        BufferedReader lines = watch.lines()) {
      String line;
      while ((line = lines.readLine()) != null) {
        JsonNode pod = Api.parse(line).path("object");
        if (isReady(pod)) {
          return;
        }
        String phase = pod.path("status").path("phase").asText();
        if (phase.equals("Failed") || phase.equals("Succeeded")) {
          throw new IOException("pod " + name + " has ended: " + pod.path("status"));
        }
      }
    }
    throw new IOException("pod " + name + " is gone before it was ready");
  }

  private static boolean isReady(JsonNode pod) {
    for (JsonNode condition : pod.path("status").path("conditions")) {
      if (condition.path("type").asText().equals("Ready")) {
        return condition.path("status").asText().equals("True");
      }
    }
    return false;
  }
}
