package io.carob.sandbox.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.sandbox.host.Executables;
import io.carob.sandbox.host.JsonFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Executes one CNI plugin: configuration on standard input, parameters in the environment. */
final class Plugin {

  private static final String INTERFACE = "eth0";

  /** Codes of the specification for a configuration that the plugin cannot take. */
  private static final List<Integer> BAD_CONFIG = List.of(1, 2, 6, 7);

  private static final int TRY_AGAIN = 11;

  private final List<Path> folders;

  Plugin(List<Path> folders) {
    this.folders = List.copyOf(folders);
  }

  /**
   * Runs a plugin.
   *
   * @param command {@code ADD} or {@code DEL}
   * @return what it printed; an empty object when it printed nothing
   */
  JsonNode run(String type, String command, Attachment attachment, ObjectNode input) {
    Path file = find(type);
    ProcessBuilder builder = new ProcessBuilder(file.toString());
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.putAll(environment(command, attachment));
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    String subject = command + " of network plugin " + type + " for pod " + attachment.podUid();
    try {
      Process process = builder.start();
      try (OutputStream stdin = process.getOutputStream()) {
        stdin.write(JsonFile.bytes(input));
      }
      byte[] output = process.getInputStream().readAllBytes();
      int code = process.waitFor();
      if (code != 0) {
        throw failure(subject, code, output);
      }
      return output.length == 0 ? JsonNodeFactory.instance.objectNode() : JsonFile.parse(output);
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, subject + " failed: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CarobException(ErrorCode.UNAVAILABLE, subject + " was interrupted", e);
    }
  }

  /** Whether a plugin of this type is installed. */
  boolean installed(String type) {
    return folders.stream().anyMatch(folder -> Files.isExecutable(folder.resolve(type)));
  }

  private Path find(String type) {
    return folders.stream()
        .map(folder -> folder.resolve(type))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new CarobException(
                    ErrorCode.UNSUPPORTED,
                    "the network plugin "
                        + type
                        + " is in none of "
                        + folders
                        + "; apt-get install containernetworking-plugins"));
  }

  private Map<String, String> environment(String command, Attachment attachment) {
    String netns = Files.exists(attachment.netns()) ? attachment.netns().toString() : "";
    return Map.of(
        "PATH",
        Executables.path(),
        "CNI_COMMAND",
        command,
        "CNI_CONTAINERID",
        attachment.podUid(),
        "CNI_NETNS",
        netns,
        "CNI_IFNAME",
        INTERFACE,
        "CNI_ARGS",
        "IgnoreUnknown=1;K8S_POD_NAMESPACE="
            + attachment.namespace()
            + ";K8S_POD_NAME="
            + attachment.podName()
            + ";K8S_POD_INFRA_CONTAINER_ID="
            + attachment.podUid(),
        "CNI_PATH",
        String.join(":", folders.stream().map(Path::toString).toList()));
  }

  private static CarobException failure(String subject, int exit, byte[] output) {
    String text = new String(output, StandardCharsets.UTF_8).strip();
    try {
      JsonNode error = JsonFile.parse(output);
      int code = error.path("code").asInt();
      String details = error.path("details").asText("");
      String reason = error.path("msg").asText(text) + (details.isEmpty() ? "" : ": " + details);
      return new CarobException(errorCode(code), subject + " failed: " + reason);
    } catch (IOException notJson) {
      return new CarobException(
          ErrorCode.INTERNAL, subject + " ended with code " + exit + ": " + text, notJson);
    }
  }

  private static ErrorCode errorCode(int code) {
    if (code == TRY_AGAIN) {
      return ErrorCode.UNAVAILABLE;
    }
    return BAD_CONFIG.contains(code) ? ErrorCode.UNSUPPORTED : ErrorCode.INTERNAL;
  }
}
