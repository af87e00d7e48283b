package io.carob.junit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Configures a network of its own, with a bridge that goes after the tests. */
final class TestNetwork implements BeforeAllCallback, AfterAllCallback {

  static final String FOLDER = "target/cni";

  private static final String LIST =
      """
      {
        "cniVersion": "0.4.0",
        "name": "carob-junit",
        "plugins": [
          {
            "type": "bridge",
            "bridge": "BRIDGE",
            "isGateway": true,
            "ipam": {
              "type": "host-local",
              "dataDir": "DATA",
              "ranges": [[{"subnet": "SUBNET"}]]
            }
          }
        ]
      }
      """;

  private String bridge = "";

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    Path folder = Path.of(FOLDER).toAbsolutePath();
    int third = freeThird();
    bridge = "crbj%02x".formatted(third);
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("10-junit.conflist"),
        LIST.replace("BRIDGE", bridge)
            .replace("DATA", folder.resolve("data").toString())
            .replace("SUBNET", "10.127." + third + ".0/24"));
  }

  /** Drawn by chance, so that tests that run at the same time do not take the same. */
  private static int freeThird() throws IOException {
    String routes = Files.readString(Path.of("/proc/net/route"));
    int third = new Random().nextInt(256);
    while (routes.contains("\t00%02X7F0A\t".formatted(third))) {
      third = new Random().nextInt(256);
    }
    return third;
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException, InterruptedException {
    int code = new ProcessBuilder("ip", "link", "delete", bridge).inheritIO().start().waitFor();
    if (code != 0) {
      throw new IOException("the bridge " + bridge + " cannot be deleted");
    }
  }
}
