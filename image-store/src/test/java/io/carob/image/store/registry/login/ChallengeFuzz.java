package io.carob.image.store.registry.login;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a registry says in WWW-Authenticate: any text gives challenges, never a failure. */
public final class ChallengeFuzz {

  private ChallengeFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    String header = new String(data, StandardCharsets.ISO_8859_1);
    int size = 0;
    for (Challenge challenge : Challenge.parse(List.of(header, header))) {
      size += challenge.scheme().length();
      if (challenge.scheme().isEmpty()) {
        throw new AssertionError("a challenge without a scheme");
      }
    }
    if (size > 2 * data.length) {
      throw new AssertionError("more schemes than text");
    }
  }
}
