package io.carob.image.store.registry;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.image.store.registry.host.Endpoint;
import io.carob.image.store.registry.login.Authorizer;
import io.carob.image.store.registry.login.Caller;
import io.carob.image.store.registry.wire.Call;
import io.carob.image.store.registry.wire.Http;
import io.carob.image.store.registry.wire.Patience;
import io.carob.image.store.registry.wire.Reply;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Talks to one host for one purpose: with authorization, and with patience. */
final class Session {

  private final Http http;
  private final Authorizer authorizer;
  private final Patience patience;
  private final Caller caller;

  Session(Http http, Authorizer authorizer, Patience patience, Caller caller) {
    this.http = http;
    this.authorizer = authorizer;
    this.patience = patience;
    this.caller = caller;
  }

  Endpoint endpoint() {
    return caller.endpoint();
  }

  Patience patience() {
    return patience;
  }

  /**
   * Sends a request that may be sent twice, until it is answered for good.
   *
   * @param what it is for, for messages
   * @return the answer, whatever its status
   * @throws CarobException {@code UNAVAILABLE}, {@code FAILED_PRECONDITION}, {@code
   *     PERMISSION_DENIED}, {@code RESOURCE_EXHAUSTED}
   */
  Reply send(Call call, String what) {
    for (int failures = 1; ; failures++) {
      try {
        Reply reply = once(call);
        if (!isPassing(reply.status()) || !patience.left(failures) || !canWait(reply)) {
          return reply;
        }
        reply.close();
      } catch (IOException e) {
        if (RegistryErrors.isDistrust(e) || !patience.left(failures)) {
          throw RegistryErrors.unreachable(endpoint(), what, e);
        }
      }
      patience.pause(failures);
    }
  }

  /**
   * As {@link #send}, but a refusal is an exception.
   *
   * @throws CarobException {@code NOT_FOUND} and others, by the status
   */
  Reply expect(Call call, String what) {
    Reply reply = send(call, what);
    if (reply.ok()) {
      return reply;
    }
    try (reply) {
      throw RegistryErrors.status(endpoint(), what, reply);
    }
  }

  /**
   * Sends a request once, after whatever authorization it needs.
   *
   * @throws IOException when the connection fails
   */
  Reply once(Call call) throws IOException {
    patience.await(endpoint().authority());
    Optional<String> known = authorizer.remembered(caller);
    Reply reply = http.send(endpoint(), authorized(call, known));
    if (reply.status() != 401 || !Http.sameOrigin(reply.uri(), endpoint().base())) {
      return reply; // somebody else than the registry may ask who we are, but is not told
    }
    Optional<String> answer = authorizer.answer(caller, reply.headers("WWW-Authenticate"), known);
    if (answer.isEmpty()) {
      return reply;
    }
    reply.close();
    return http.send(endpoint(), authorized(call, answer));
  }

  private static Call authorized(Call call, Optional<String> header) {
    return header.map(value -> call.with("Authorization", value)).orElse(call);
  }

  /** Whether a status may be another one later. */
  static boolean isPassing(int status) {
    return switch (status) {
      case 408, 429, 500, 502, 503, 504 -> true;
      default -> false;
    };
  }

  /** Takes in what the host says of when to come again; false when that is too late. */
  boolean canWait(Reply reply) {
    Optional<Duration> wait =
        reply.header("Retry-After").flatMap(text -> Patience.retryAfter(text, Instant.now()));
    return wait.isEmpty() || patience.note(endpoint().authority(), wait.get());
  }

  /** The failure of the given reply, after {@link #once}. */
  CarobException refusal(Reply reply, String what) {
    return RegistryErrors.status(endpoint(), what, reply);
  }

  /** Whether another host may do better after this failure. */
  static boolean mayAskOthers(CarobException e) {
    return !Thread.currentThread().isInterrupted() && e.code() != ErrorCode.INTERNAL;
  }
}
