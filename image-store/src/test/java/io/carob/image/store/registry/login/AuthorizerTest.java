package io.carob.image.store.registry.login;

import static io.carob.image.store.Codes.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.ErrorCode;
import io.carob.api.image.RegistryLogin;
import io.carob.image.store.registry.host.Endpoint;
import io.carob.image.store.registry.host.TlsFiles;
import io.carob.image.store.registry.wire.Http;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused before anything is sent; what is sent is tested with real registries. */
class AuthorizerTest {

  private static final List<String> BASIC = List.of("Basic realm=\"x\"");

  private final Http http = new Http(Duration.ofSeconds(1), Duration.ofSeconds(1));
  private final Authorizer authorizer = new Authorizer(http);

  @AfterEach
  void close() {
    http.close();
  }

  private static Caller caller(String base, Optional<RegistryLogin> login) {
    Endpoint endpoint = new Endpoint(URI.create(base), Set.of(), Map.of(), TlsFiles.NONE);
    return new Caller(endpoint, "repository:a:pull", () -> login);
  }

  private static Caller known(String base) {
    return caller(base, Optional.of(new RegistryLogin("me", "secret")));
  }

  @Test
  void secretsDoNotGoOverPlainHttp() {
    assertFails(
        ErrorCode.PERMISSION_DENIED,
        () -> authorizer.answer(known("http://far.example/v2"), BASIC, Optional.empty()));
  }

  @Test
  void thePasswordIsGivenOnceAndRemembered() throws Exception {
    Caller caller = known("https://far.example/v2");
    Optional<String> header = authorizer.answer(caller, BASIC, Optional.empty());
    assertThat(header).contains("Basic bWU6c2VjcmV0");
    assertThat(authorizer.remembered(caller)).isEqualTo(header);
    assertThat(authorizer.remembered(caller("https://far.example/v2", Optional.empty()))).isEmpty();
    assertThat(authorizer.answer(caller, BASIC, header)).isEmpty();
    assertThat(authorizer.remembered(caller)).isEmpty();
  }

  @Test
  void withoutALoginOrAKnownSchemeThereIsNothingToTry() throws Exception {
    Caller nobody = caller("https://far.example/v2", Optional.empty());
    assertThat(authorizer.answer(nobody, BASIC, Optional.empty())).isEmpty();
    assertThat(authorizer.answer(nobody, List.of("Negotiate"), Optional.empty())).isEmpty();
    assertThat(authorizer.answer(nobody, List.of(), Optional.empty())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "https://far.example/v2, http://auth.example/token",
    "https://far.example/v2, http://127.0.0.1:9/token",
    "https://far.example/v2, https://localhost:9/token",
    "https://far.example/v2, https://me@auth.example/token",
    "https://far.example/v2, file:///etc/passwd",
    "https://far.example/v2, not an address",
    "https://far.example/v2, ''",
    "http://far.example/v2, http://far.example/token",
    "http://far.example/v2, https://auth.example/token"
  })
  void tokensAreNotAskedForWhereOthersCouldListen(String base, String realm) {
    assertFails(
        ErrorCode.PERMISSION_DENIED,
        () ->
            authorizer.answer(
                known(base), List.of("Bearer realm=\"" + realm + "\""), Optional.empty()));
  }
}
