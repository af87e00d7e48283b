package io.carob.image.store.registry.login;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.image.RegistryLogin;
import io.carob.image.store.registry.wire.Http;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Answers the challenges of registries, and remembers the answers: tokens until shortly before they
 * end. Secrets never go over plain HTTP, except within this machine.
 */
public final class Authorizer {

  private static final int MOST_REMEMBERED = 1000;
  private static final int LOCKS = 16;

  /** For whom an answer is good. The login is part of it: callers may bring their own. */
  private record Key(URI host, String scope, Optional<RegistryLogin> login) {}

  private record Remembered(String header, long until) {}

  private final TokenClient tokens;
  private final LongSupplier nanos;
  private final Object[] locks = Stream.generate(Object::new).limit(LOCKS).toArray();
  private final Map<Key, Remembered> answers =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Remembered> eldest) {
          return size() > MOST_REMEMBERED;
        }
      };

  /** Asks for tokens this way. */
  public Authorizer(Http http) {
    this(new TokenClient(http), System::nanoTime);
  }

  Authorizer(TokenClient tokens, LongSupplier nanos) {
    this.tokens = tokens;
    this.nanos = nanos;
  }

  /** The header that answered the last challenge, if it still does. */
  public Optional<String> remembered(Caller caller) {
    Key key = key(caller);
    synchronized (answers) {
      Remembered known = answers.get(key);
      if (known != null && known.until - nanos.getAsLong() <= 0) {
        answers.remove(key);
        known = null;
      }
      return Optional.ofNullable(known).map(Remembered::header);
    }
  }

  /**
   * Answers a refusal with status 401.
   *
   * @param challenges the headers {@code WWW-Authenticate}
   * @param tried the header that was refused, if one was sent
   * @return the header to try next; empty when there is nothing more to try
   * @throws CarobException {@code PERMISSION_DENIED} when the token is refused, or secrets would go
   *     over plain HTTP, and as a file of credentials or its helper says
   * @throws IOException when the token's host cannot be reached
   */
  public Optional<String> answer(Caller caller, List<String> challenges, Optional<String> tried)
      throws IOException {
    Key key = key(caller);
    synchronized (locks[Math.floorMod(key.hashCode(), locks.length)]) { // one asks for all
      Optional<String> known = remembered(caller);
      if (known.isPresent() && !known.equals(tried)) {
        return known; // somebody else was refused too, and has asked meanwhile
      }
      synchronized (answers) {
        answers.remove(key);
      }
      return answer(key, caller, challenges, tried);
    }
  }

  private Optional<String> answer(
      Key key, Caller caller, List<String> challenges, Optional<String> tried) throws IOException {
    List<Challenge> all = Challenge.parse(challenges);
    for (Challenge challenge : all) {
      if (challenge.scheme().equals("bearer")) {
        return Optional.of(bearer(key, caller, challenge));
      }
    }
    if (all.stream().noneMatch(challenge -> challenge.scheme().equals("basic"))) {
      return Optional.empty();
    }
    Optional<String> basic = key.login().map(login -> basic(caller, login));
    if (basic.isEmpty() || basic.equals(tried)) {
      return Optional.empty();
    }
    remember(key, new Remembered(basic.get(), Long.MAX_VALUE / 2 + nanos.getAsLong()));
    return basic;
  }

  private String bearer(Key key, Caller caller, Challenge challenge) throws IOException {
    TokenClient.Token token = tokens.get(caller, challenge, key.login());
    String header = "Bearer " + token.text();
    remember(key, new Remembered(header, nanos.getAsLong() + token.life().toNanos()));
    return header;
  }

  private void remember(Key key, Remembered answer) {
    synchronized (answers) {
      answers.put(key, answer);
    }
  }

  private static Key key(Caller caller) {
    return new Key(caller.endpoint().base(), caller.scope(), caller.login().get());
  }

  private static String basic(Caller caller, RegistryLogin login) {
    if (!caller.endpoint().mayHearSecrets()) {
      throw new CarobException(
          ErrorCode.PERMISSION_DENIED,
          "the registry "
              + caller.endpoint().authority()
              + " asks for credentials over plain HTTP, where they could be read on the way. Serve"
              + " it over TLS");
    }
    return basic(login);
  }

  static String basic(RegistryLogin login) {
    String both = login.user() + ":" + login.secret();
    return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
  }
}
