package io.carob.image.store.registry.login;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.image.RegistryLogin;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A program that keeps credentials: {@code docker-credential-<name>}, asked by its protocol. */
final class CredentialHelper {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int LIMIT = 64 << 10;
  private static final long PATIENCE_SECONDS = 30;
  private static final String TOKEN_USER = "<token>";

  private final String program;

  /**
   * Names the helper.
   *
   * @param folder where it lies, ending in a slash; empty to find it as commands are found
   */
  CredentialHelper(String folder, String name) {
    this.program = folder + "docker-credential-" + name;
    if (!NAME.matcher(name).matches()) {
      throw failed("its name is not one of letters, digits and . _ -", null);
    }
  }

  /** What the helper has for a server; empty when it has nothing. */
  Optional<RegistryLogin> get(String server) {
    try {
      Process process =
          new ProcessBuilder(program, "get").redirectError(ProcessBuilder.Redirect.DISCARD).start();
      try {
        byte[] answer = ask(process, server);
        return read(answer, process.exitValue());
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw failed("it cannot be run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CarobException(ErrorCode.UNAVAILABLE, "interrupted while asking " + program, e);
    }
  }

  private byte[] ask(Process process, String server) throws IOException, InterruptedException {
    Thread reaper = reaper(process);
    try {
      try (OutputStream in = process.getOutputStream()) {
        in.write((server + "\n").getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // it did not want to know; what it says counts
      }
      byte[] answer = process.getInputStream().readNBytes(LIMIT);
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw failed("it did not end within " + PATIENCE_SECONDS + " s", null);
      }
      return answer;
    } finally {
      reaper.interrupt();
    }
  }

  /** Ends a helper that hangs, which ends the reading of its output. */
  private static Thread reaper(Process process) {
    Thread thread =
        new Thread(
            () -> {
              try {
                if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                  process.destroyForcibly();
                }
              } catch (InterruptedException e) {
                // it has ended in time
              }
            },
            "carob-credential-helper");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private Optional<RegistryLogin> read(byte[] answer, int exit) {
    String text = new String(answer, StandardCharsets.UTF_8).strip();
    if (exit != 0) {
      if (text.contains("credentials not found")) {
        return Optional.empty();
      }
      throw failed("it ended with exit code " + exit, null);
    }
    try {
      JsonNode node = MAPPER.readTree(text);
      String user = node.path("Username").asText();
      String secret = node.path("Secret").asText();
      if (secret.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(new RegistryLogin(user.equals(TOKEN_USER) ? "" : user, secret));
    } catch (JsonProcessingException e) {
      throw failed("its answer is not JSON", null); // the parser's message might show a secret
    }
  }

  private CarobException failed(String why, @org.jspecify.annotations.Nullable Exception cause) {
    String text =
        "the credential helper "
            + program
            + ", which the docker configuration names, failed: "
            + why;
    return cause == null
        ? new CarobException(ErrorCode.FAILED_PRECONDITION, text)
        : new CarobException(ErrorCode.FAILED_PRECONDITION, text, cause);
  }
}
