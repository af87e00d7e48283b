package io.carob.engine.pod;

import io.carob.api.Digest;
import java.nio.charset.StandardCharsets;

/** The id of one run of a container: at most 64 characters, readable. */
final class ContainerId {

  private static final int NAME = 40;

  private ContainerId() {}

  static String of(String podUid, String name, int attempt) {
    String shortUid = podUid.replace("-", "");
    shortUid = shortUid.substring(0, Math.min(12, shortUid.length()));
    String shown = name;
    if (name.length() > NAME) {
      String hash = Digest.of(name.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 8);
      shown = name.substring(0, NAME - 9) + "-" + hash;
    }
    return shortUid + "-" + shown + "-" + attempt;
  }
}
