package io.carob.image.store.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.image.store.registry.host.Endpoint;
import io.carob.image.store.registry.wire.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What can go wrong with a registry. */
final class RegistryErrors {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int LONGEST = 500;

  private RegistryErrors() {}

  /** A reply that refuses. */
  static CarobException status(Endpoint endpoint, String what, Reply reply) {
    int status = reply.status();
    String said = said(reply.message());
    return new CarobException(
        code(status),
        what
            + " failed: "
            + endpoint.authority()
            + " answered "
            + status
            + (said.isEmpty() ? "" : " (" + said + ")")
            + wayOut(status));
  }

  private static ErrorCode code(int status) {
    return switch (status) {
      case 401, 403 -> ErrorCode.PERMISSION_DENIED;
      case 404, 410 -> ErrorCode.NOT_FOUND;
      case 405, 501 -> ErrorCode.UNSUPPORTED;
      case 413, 429 -> ErrorCode.RESOURCE_EXHAUSTED;
      case 408, 500, 502, 503, 504 -> ErrorCode.UNAVAILABLE;
      case 400, 406, 409, 415, 422 -> ErrorCode.INVALID_ARGUMENT;
      default -> ErrorCode.INTERNAL;
    };
  }

  private static String wayOut(int status) {
    return switch (status) {
      case 401, 403 ->
          ". It is not there, or needs other credentials: `docker login` as the user of the service";
      case 404 -> ". Is the name right?";
      case 429 -> ". Its limit is reached: log in, use a mirror, or try again later";
      case 408, 500, 502, 503, 504 -> ". Try again later";
      default -> "";
    };
  }

  /** What the body says, in the form of the specification or not; only printable, not for long. */
  private static String said(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    try {
      JsonNode errors = MAPPER.readTree(body).path("errors");
      List<String> all = new ArrayList<>();
      errors.forEach(e -> all.add(e.path("code").asText() + ": " + e.path("message").asText()));
      text = errors.isArray() ? String.join("; ", all) : text;
    } catch (IOException e) {
      // some proxy's words, not the registry's
    }
    String plain = text.replaceAll("[^\\x20-\\x7e]+", " ").strip();
    return plain.length() > LONGEST ? plain.substring(0, LONGEST) + "…" : plain;
  }

  /** A connection that failed, at last. */
  static CarobException unreachable(Endpoint endpoint, String what, IOException e) {
    if (isDistrust(e)) {
      return new CarobException(
          ErrorCode.FAILED_PRECONDITION,
          what
              + " failed: the TLS connection to "
              + endpoint.authority()
              + " is not trusted: "
              + e.getMessage()
              + ". Name its authority with ca in its hosts.toml, or its plain address",
          e);
    }
    String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new CarobException(
        ErrorCode.UNAVAILABLE,
        what
            + " failed: "
            + endpoint.authority()
            + " cannot be reached, or breaks off: "
            + reason
            + ". Is the address right?",
        e);
  }

  /** Whether trying again is of no use. */
  static boolean isDistrust(IOException e) {
    for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException) {
        return true;
      }
    }
    return e instanceof SSLException
        && (String.valueOf(e.getMessage()).contains("bad_certificate")
            || String.valueOf(e.getMessage()).contains("certificate_required")
            || String.valueOf(e.getMessage()).contains("plaintext connection"));
  }

  static CarobException corrupt(String what, String why) {
    return new CarobException(
        ErrorCode.DATA_LOSS, what + " is corrupt: " + why + ". Ask the registry's keeper");
  }

  static CarobException corrupt(String what, Digest expected, Digest found) {
    return corrupt(what, "its digest is " + found + " instead of " + expected);
  }

  static CarobException interrupted(String what, @Nullable InterruptedException e) {
    Thread.currentThread().interrupt();
    String text = what + " was interrupted";
    return e == null
        ? new CarobException(ErrorCode.UNAVAILABLE, text)
        : new CarobException(ErrorCode.UNAVAILABLE, text, e);
  }

  /** Of the failures of several hosts, the last, with the others beside it. */
  static CarobException all(List<CarobException> failures, Optional<String> none) {
    if (failures.isEmpty()) {
      return new CarobException(ErrorCode.INVALID_ARGUMENT, none.orElse("no host can be asked"));
    }
    CarobException last = failures.get(failures.size() - 1);
    failures.subList(0, failures.size() - 1).forEach(last::addSuppressed);
    return last;
  }
}
