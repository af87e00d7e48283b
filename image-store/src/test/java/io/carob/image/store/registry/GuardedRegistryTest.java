package io.carob.image.store.registry;

import static io.carob.image.store.Codes.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.ErrorCode;
import io.carob.api.ImageReference;
import io.carob.api.image.Image;
import io.carob.api.image.ImportProgress;
import io.carob.api.image.RegistryLogin;
import io.carob.api.image.RegistryOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real registries that want to know who asks, or are spoken to by TLS. */
class GuardedRegistryTest {

  private static final String AUTH =
      Base64.getEncoder()
          .encodeToString(
              (DockerRegistry.USER + ":" + DockerRegistry.PASSWORD)
                  .getBytes(StandardCharsets.UTF_8));

  @TempDir Path folder = Path.of("");

  private Node here;
  private Node there;
  private Image image;

  @BeforeEach
  void open() throws IOException {
    here = new Node(folder.resolve("here"));
    there = new Node(folder.resolve("there"));
    image = here.make("local/web:1", 3 * Node.CHUNK, 100);
  }

  @AfterEach
  void close() {
    here.close();
    there.close();
  }

  private static String auths(String host) {
    return "{\"auths\":{\"" + host + "\":{\"auth\":\"" + AUTH + "\"}}}";
  }

  @Test
  void passwordsOpenARegistry() throws IOException {
    try (DockerRegistry registry = DockerRegistry.withPasswords(folder.resolve("registry"))) {
      String name = registry.host() + "/demo/web:1";
      assertFails(ErrorCode.PERMISSION_DENIED, () -> here.push("local/web:1", name));
      here.logins(auths(registry.host()));
      here.push("local/web:1", name);
      assertFails(ErrorCode.PERMISSION_DENIED, () -> there.pull(name));
      assertThat(there.blobs()).isEmpty();
      RegistryOptions own =
          RegistryOptions.DEFAULT.withLogin(
              new RegistryLogin(DockerRegistry.USER, DockerRegistry.PASSWORD));
      assertThat(there.registries().pull(ImageReference.parse(name), own, ImportProgress.NONE).id())
          .isEqualTo(image.id());
      there.logins(auths(registry.host()).replace(AUTH, "Y2Fyb2w6d3Jvbmc="));
      assertFails(ErrorCode.PERMISSION_DENIED, () -> there.pull(name));
      there.logins(auths(registry.host()));
      assertThat(there.registries().catalog(registry.host())).containsExactly("demo/web");
    }
  }

  @Test
  void whoAnswersForTheRegistryDoesNotHearThePassword() throws IOException {
    try (DockerRegistry registry = DockerRegistry.withPasswords(folder.resolve("registry"));
        DockerRegistry open = DockerRegistry.open(folder.resolve("open"));
        FaultyProxy proxy = new FaultyProxy(registry.host());
        FaultyProxy elsewhere = new FaultyProxy(open.host())) {
      here.logins(auths(registry.host()));
      here.push("local/web:1", registry.host() + "/demo/web:1");
      here.push("local/web:1", open.host() + "/demo/web:1");
      there.logins(auths(proxy.host()));
      String blob = "/v2/demo/web/blobs/" + image.layers().get(0).blob();
      proxy.on(
          "GET", blob, 1, FaultyProxy.status(307, "Location", "http://" + elsewhere.host() + blob));
      assertThat(there.pull(proxy.host() + "/demo/web:1").id()).isEqualTo(image.id());
      assertThat(proxy.seen("GET", blob).get(0).header("Authorization")).startsWith("Basic ");
      assertThat(elsewhere.seen("GET", blob)).hasSize(1);
      assertThat(elsewhere.seen("GET", blob).get(0).header("Authorization")).isEmpty();
    }
  }

  @Test
  void whoAnswersForTheRegistryIsNotToldWhenItAsks() throws IOException {
    try (DockerRegistry registry = DockerRegistry.withPasswords(folder.resolve("registry"));
        FaultyProxy proxy = new FaultyProxy(registry.host());
        FaultyProxy elsewhere = new FaultyProxy("")) {
      here.logins(auths(registry.host()));
      here.push("local/web:1", registry.host() + "/demo/web:1");
      there.logins(auths(proxy.host()));
      proxy.on(
          "GET",
          "/blobs/",
          100,
          FaultyProxy.status(307, "Location", "http://" + elsewhere.host() + "/any"));
      elsewhere.on(
          "GET", "/any", 100, FaultyProxy.status(401, "WWW-Authenticate", "Basic realm=\"x\""));
      assertFails(ErrorCode.PERMISSION_DENIED, () -> there.pull(proxy.host() + "/demo/web:1"));
      assertThat(elsewhere.seen())
          .isNotEmpty()
          .allMatch(seen -> seen.header("Authorization").isEmpty());
    }
  }

  @Test
  void tokensOpenARegistryAndAreUsedAgain() throws IOException {
    Authority authority = new Authority(folder.resolve("authority"));
    try (TokenServer tokens = new TokenServer(authority);
        DockerRegistry registry =
            DockerRegistry.withTokens(
                folder.resolve("registry"), tokens.realm(), authority.certificate())) {
      String name = registry.host() + "/demo/web:1";
      assertFails(ErrorCode.PERMISSION_DENIED, () -> here.push("local/web:1", name));
      here.logins(auths(registry.host()));
      int before = tokens.asked().size();
      here.push("local/web:1", name);
      assertThat(tokens.asked()).hasSize(before + 1);
      assertThat(tokens.asked().get(before))
          .contains("scope=repository%3Ademo%2Fweb%3Apull%2Cpush");
      there.logins("{\"auths\":{\"" + registry.host() + "\":{\"identitytoken\":\"long-lived\"}}}");
      assertThat(there.pull(name).id()).isEqualTo(image.id());
      assertThat(tokens.asked().get(tokens.asked().size() - 1))
          .contains("refresh_token=long-lived");
      there.logins(auths(registry.host()).replace(AUTH, "Y2Fyb2w6d3Jvbmc="));
      assertFails(ErrorCode.PERMISSION_DENIED, () -> there.pull(name));
    }
  }

  @Test
  void anAuthorityIsTrustedWhereItIsConfigured() throws IOException {
    Authority authority = new Authority(folder.resolve("authority"));
    try (DockerRegistry registry =
        DockerRegistry.withTls(folder.resolve("registry"), authority, false)) {
      String name = registry.host() + "/demo/web:1";
      String server = "server = \"https://" + registry.host() + "\"\n";
      here.hosts(registry.host(), server);
      assertFails(ErrorCode.FAILED_PRECONDITION, () -> here.push("local/web:1", name));
      here.hosts(registry.host(), server + "ca = \"" + authority.certificate() + "\"\n");
      here.push("local/web:1", name);
      there.hosts(
          registry.host().replace(':', '_') + "_",
          server + "ca = [\"" + authority.certificate() + "\"]\n");
      assertThat(there.pull(name).id()).isEqualTo(image.id());
    }
  }

  @Test
  void aClientCertificateIsShownWhereItIsConfigured() throws IOException {
    Authority authority = new Authority(folder.resolve("authority"));
    Authority.Pair client = authority.issue("client");
    try (DockerRegistry registry =
        DockerRegistry.withTls(folder.resolve("registry"), authority, true)) {
      String name = registry.host() + "/demo/web:1";
      String server =
          "server = \"https://"
              + registry.host()
              + "\"\nca = \""
              + authority.certificate()
              + "\"\n";
      here.hosts(registry.host(), server);
      assertFails(ErrorCode.FAILED_PRECONDITION, () -> here.push("local/web:1", name));
      here.hosts(
          registry.host(),
          server + "client = [[\"" + client.certificate() + "\", \"" + client.key() + "\"]]\n");
      here.push("local/web:1", name);
      there.hosts(
          registry.host(),
          server
              + "client = [\""
              + client.certificate()
              + "\", \""
              + authority.olderForm(client)
              + "\"]\n");
      assertThat(there.pull(name).id()).isEqualTo(image.id());
    }
  }

  @Test
  void aPlainRegistryIsNotSpokenToByTlsNorTheOtherWayRound() throws IOException {
    Authority authority = new Authority(folder.resolve("authority"));
    try (DockerRegistry plain = DockerRegistry.open(folder.resolve("plain"));
        DockerRegistry tls = DockerRegistry.withTls(folder.resolve("tls"), authority, false)) {
      here.hosts(plain.host(), "server = \"https://" + plain.host() + "\"\n");
      assertFails(
          ErrorCode.FAILED_PRECONDITION, () -> here.push("local/web:1", plain.host() + "/a:1"));
      assertFails(ErrorCode.INVALID_ARGUMENT, () -> here.push("local/web:1", tls.host() + "/a:1"));
    }
  }
}
