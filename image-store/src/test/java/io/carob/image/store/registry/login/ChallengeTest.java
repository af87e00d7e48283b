package io.carob.image.store.registry.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChallengeTest {

  private static List<Challenge> parse(String... headers) {
    return Challenge.parse(List.of(headers));
  }

  @Test
  void aBearerChallengeTellsRealmServiceAndScope() {
    assertThat(
            parse(
                "Bearer realm=\"https://auth.example/token\",service=\"r\","
                    + "scope=\"repository:a/b:pull,push\",error=\"invalid_token\""))
        .containsExactly(
            new Challenge(
                "bearer",
                Map.of(
                    "realm", "https://auth.example/token",
                    "service", "r",
                    "scope", "repository:a/b:pull,push",
                    "error", "invalid_token")));
  }

  @Test
  void oneHeaderMayHoldSeveralChallenges() {
    assertThat(parse("Negotiate, Basic realm=\"a, \\\"b\\\"\" , charset=UTF-8,Bearer realm = x"))
        .containsExactly(
            new Challenge("negotiate", Map.of()),
            new Challenge("basic", Map.of("realm", "a, \"b\"", "charset", "UTF-8")),
            new Challenge("bearer", Map.of("realm", "x")));
    assertThat(parse("Basic", "Bearer realm=\"x\"")).hasSize(2);
  }

  @Test
  void whatMakesNoSenseIsLeftOut() {
    assertThat(parse("", "   ", ",,,", "=x", "\"quoted\"")).isEmpty();
    assertThat(parse("Bearer realm=\"open")).hasSize(1);
    assertThat(parse("Bearer realm=\"x\\")).hasSize(1);
    assertThat(parse("Basic realm=a, realm=b").get(0).get("realm")).contains("a");
  }
}
