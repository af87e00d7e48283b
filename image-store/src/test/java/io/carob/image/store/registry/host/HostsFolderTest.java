package io.carob.image.store.registry.host;

import static io.carob.image.store.Codes.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.ErrorCode;
import io.carob.image.store.registry.host.Endpoint.Ability;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostsFolderTest {

  @TempDir Path folder = Path.of("");

  private List<Endpoint> endpoints(String registry) {
    return new HostsFolder(folder).endpoints(registry);
  }

  private Path write(String name, String toml) throws IOException {
    Path place = Files.createDirectories(folder.resolve(name));
    return Files.writeString(place.resolve("hosts.toml"), toml);
  }

  @ParameterizedTest
  @CsvSource({
    "registry.example, https://registry.example/v2",
    "registry.example:5000, https://registry.example:5000/v2",
    "10.0.0.1:5000, https://10.0.0.1:5000/v2",
    "127.evil.example, https://127.evil.example/v2",
    "localhost.evil.example, https://localhost.evil.example/v2",
    "docker.io, https://registry-1.docker.io/v2",
    "localhost:5000, http://localhost:5000/v2",
    "127.0.0.2:5000, http://127.0.0.2:5000/v2",
    "[::1]:5000, http://[::1]:5000/v2",
    "localhost:443, https://localhost:443/v2"
  })
  void withoutAFileOnlyThisMachineIsSpokenToPlainly(String registry, URI expected) {
    assertThat(endpoints(registry)).extracting(Endpoint::base).containsExactly(expected);
  }

  @Test
  void mirrorsComeFirstInTheirOrderAndTakeNoPushes() throws IOException {
    write(
        "registry.example:5000",
        """
        server = "http://registry.example:5000"
        ca = "ca.pem"

        [host."https://two.example"]
          capabilities = ["pull"]
        [host."http://one.example:81/cache/v2"]
          override_path = true
          client = ["me.pem", "/keys/me.key"]
          [host."http://one.example:81/cache/v2".header]
            x-a = ["1", "2"]
        """);
    List<Endpoint> all = endpoints("registry.example:5000");
    assertThat(all)
        .extracting(endpoint -> endpoint.base().toString())
        .containsExactly(
            "https://two.example/v2",
            "http://one.example:81/cache/v2",
            "http://registry.example:5000/v2");
    assertThat(all.get(0).abilities()).containsExactly(Ability.PULL);
    assertThat(all.get(1).abilities()).containsExactlyInAnyOrder(Ability.PULL, Ability.RESOLVE);
    assertThat(all.get(1).headers()).containsEntry("x-a", List.of("1", "2"));
    assertThat(all.get(1).tls().client())
        .contains(
            new TlsFiles.Client(
                folder.resolve("registry.example:5000/me.pem"), Path.of("/keys/me.key")));
    assertThat(all.get(1).mayHearSecrets()).isFalse();
    assertThat(all.get(2).abilities()).contains(Ability.PUSH);
    assertThat(all.get(2).tls().authorities())
        .containsExactly(folder.resolve("registry.example:5000/ca.pem"));
  }

  @Test
  void theDefaultIsForRegistriesWithoutAFolder() throws IOException {
    write("_default", "[host.\"https://mirror.example\"]");
    write("other.example_5000_", "");
    assertThat(endpoints("any.example"))
        .extracting(endpoint -> endpoint.base().toString())
        .containsExactly("https://mirror.example/v2", "https://any.example/v2");
    assertThat(endpoints("other.example:5000")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "server = ",
        "server = 5",
        "server = \"ftp://x\"",
        "server = \"https://user@x\"",
        "server = \"https://x/?a=b\"",
        "skip_verify = true",
        "skip_verify = \"no\"",
        "insecure = true",
        "capabilities = [\"all\"]",
        "ca = 7",
        "host = 7",
        "[host.\"https://x\"]\nmirror = true",
        "client = [\"a\", \"b\", \"c\"]",
        "[header]\nauthorization = \"Basic x\"",
        "[header]\nx = \"a\\nb\"",
        "[header]\n\"x y\" = \"a\""
      })
  void whatIsNotUnderstoodIsRefused(String toml) throws IOException {
    write("registry.example", toml);
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> endpoints("registry.example"));
  }

  @Test
  void certificateFilesThatAreNoneAreRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("x.pem"), "nothing");
    assertFails(
        ErrorCode.INVALID_ARGUMENT,
        () -> TlsContexts.of(new TlsFiles(List.of(file), java.util.Optional.empty())));
  }
}
