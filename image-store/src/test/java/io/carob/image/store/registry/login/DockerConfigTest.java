package io.carob.image.store.registry.login;

import static io.carob.image.store.Codes.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.ErrorCode;
import io.carob.api.image.RegistryLogin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerConfigTest {

  @TempDir Path folder = Path.of("");

  private DockerConfig config(String json) throws IOException {
    Path file = Files.writeString(folder.resolve("config.json"), json);
    return new DockerConfig(file, folder + "/");
  }

  private void helper(String name, String script) throws IOException {
    Path file = folder.resolve("docker-credential-" + name);
    Files.writeString(file, "#!/bin/sh\nread host\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private static String auth(String both) {
    return "{\"auth\":\""
        + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8))
        + "\"}";
  }

  @Test
  void withoutAFileNobodyIsKnown() {
    assertThat(new DockerConfig(folder.resolve("none.json")).find("a.example")).isEmpty();
  }

  @Test
  void loginsAreFoundByHostInAllTheirSpellings() throws IOException {
    DockerConfig config =
        config(
            "{\"auths\":{\"a.example:5000\":"
                + auth("me:se:cret")
                + ",\"https://b.example/v2/\":"
                + auth("you:x")
                + ",\"https://index.docker.io/v1/\":"
                + auth("hub:y")
                + ",\"c.example\":{\"identitytoken\":\"t\"},\"d.example\":{}}}");
    assertThat(config.find("a.example:5000")).contains(new RegistryLogin("me", "se:cret"));
    assertThat(config.find("a.example")).isEmpty();
    assertThat(config.find("b.example")).contains(new RegistryLogin("you", "x"));
    assertThat(config.find("docker.io")).contains(new RegistryLogin("hub", "y"));
    assertThat(config.find("c.example").map(RegistryLogin::identityToken)).contains(true);
    assertThat(config.find("d.example")).isEmpty();
  }

  @Test
  void helpersAreAskedByTheirProtocol() throws IOException {
    helper("own", "echo \"{\\\"Username\\\":\\\"u-$host-$1\\\",\\\"Secret\\\":\\\"s\\\"}\"");
    helper("store", "echo '{\"Username\":\"<token>\",\"Secret\":\"t\"}'");
    DockerConfig config =
        config("{\"credHelpers\":{\"a.example\":\"own\"},\"credsStore\":\"store\"}");
    assertThat(config.find("a.example")).contains(new RegistryLogin("u-a.example-get", "s"));
    assertThat(config.find("b.example")).contains(new RegistryLogin("", "t"));
  }

  @Test
  void aHelperThatHasNothingLeavesItToTheFile() throws IOException {
    helper("none", "echo credentials not found in native keychain; exit 1");
    DockerConfig config =
        config("{\"credsStore\":\"none\",\"auths\":{\"a.example\":" + auth("me:x") + "}}");
    assertThat(config.find("a.example")).contains(new RegistryLogin("me", "x"));
    assertThat(config.find("b.example")).isEqualTo(Optional.empty());
  }

  @Test
  void aHelperThatFailsIsReported() throws IOException {
    helper("bad", "echo broken; exit 3");
    for (String name : new String[] {"bad", "absent", "../../bin/sh", ""}) {
      DockerConfig config = config("{\"credHelpers\":{\"a.example\":\"" + name + "\"}}");
      if (name.isEmpty()) {
        assertThat(config.find("a.example")).isEmpty();
      } else {
        assertFails(ErrorCode.FAILED_PRECONDITION, () -> config.find("a.example"));
      }
    }
  }

  @Test
  void aWrongFileIsRefusedWithoutShowingIt() throws IOException {
    String secret = "c2VjcmV0"; // "secret": no colon in it
    for (String json :
        new String[] {"{", "{\"auths\":{\"a.example\":{\"auth\":\"" + secret + "\"}}}"}) {
      DockerConfig config = config(json);
      assertThat(assertFails(ErrorCode.INVALID_ARGUMENT, () -> config.find("a.example")))
          .hasMessageNotContaining(secret);
    }
  }

  @Test
  void aLoginDoesNotShowItsSecret() {
    assertThat(new RegistryLogin("me", "hidden").toString()).doesNotContain("hidden");
  }
}
