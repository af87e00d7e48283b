package io.carob.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carob.api.node.HostCheck;
import io.carob.api.pod.ResourceKey;
import io.carob.rest.fake.FakeNode;
import io.carob.rest.http.Route;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoutesTest {

  private Path folder;
  private FakeNode node;

  @BeforeEach
  void start(@TempDir Path temp) {
    folder = temp;
    node = new FakeNode(folder);
    node.images.put("demo/web:1");
    node.resources.put(
        new ResourceKey("Pod", "default", "web"),
        "{\"containers\":[{\"name\":\"app\",\"image\":\"demo/web:1\"}]}",
        "{\"phase\":\"Running\",\"containerStatuses\":[{\"name\":\"app\",\"ready\":true,"
            + "\"restartCount\":2,\"state\":{\"running\":{}}}]}");
    node.resources.put(
        new ResourceKey("Deployment", "default", "d"), "{\"replicas\":2}", "{\"readyReplicas\":1}");
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private Client.Reply json(String method, String target, String body) throws IOException {
    return Client.ask(node.layout.socket(), method, target, "application/json", body);
  }

  private String text(String target) throws IOException {
    Client.Reply reply = Client.ask(node.layout.socket(), "GET", target, "text/plain", "");
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.body();
  }

  @Test
  void everyRouteIsDescribedAndViceVersa() throws IOException {
    String document = json("GET", "/openapi.yaml", "").body();
    List<String> described = new ArrayList<>();
    String path = "";
    for (String line : document.lines().toList()) {
      if (line.startsWith("  /") && line.endsWith(":")) {
        path = line.strip().substring(0, line.strip().length() - 1);
      } else if (line.matches("    (get|put|post|delete):")) {
        described.add(
            line.strip().replace(":", "").toUpperCase(java.util.Locale.ROOT) + " " + path);
      }
    }
    List<String> routes =
        node.router.routes().stream().map((Route r) -> r.method() + " " + r.pattern()).toList();
    assertThat(described).containsExactlyInAnyOrderElementsOf(routes).hasSizeGreaterThan(30);
  }

  @Test
  void appliesAndListsResources() throws IOException {
    Client.Reply applied = json("POST", "/v1/apply?namespace=ns", "Pod one\nConfigMap two\n");
    assertThat(applied.status()).isEqualTo(200);
    assertThat(applied.body()).contains("\"action\":\"created\"", "\"namespace\":\"ns\"");
    assertThat(json("GET", "/v1/resources/po?namespace=ns", "").body())
        .startsWith("{\"apiVersion\":\"v1\",\"items\":[{\"kind\":\"Pod\"");
    assertThat(json("POST", "/v1/keys", "Pod one").body()).contains("\"name\":\"one\"");
    assertThat(json("GET", "/v1/resources", "").body()).contains("ConfigMap");
  }

  @Test
  void dryRunChangesNothing() throws IOException {
    assertThat(json("POST", "/v1/apply?dryRun=true", "Pod one").status()).isEqualTo(200);
    assertThat(json("GET", "/v1/resources/pods/default/one", "").status()).isEqualTo(404);
  }

  @Test
  void printsPodsAsKubectlDoes() throws IOException {
    assertThat(text("/v1/resources/pods?namespace=default"))
        .isEqualTo(
            "NAME   READY   STATUS    RESTARTS   AGE\n"
                + "web    1/1     Running   2          90m\n");
    assertThat(text("/v1/resources/pods?output=wide"))
        .isEqualTo(
            "NAMESPACE   NAME   READY   STATUS    RESTARTS   AGE   IP         SNAPSHOTTER   PAUSE"
                + " PID\n"
                + "default     web    1/1     Running   2          90m   10.1.2.3   overlay      "
                + " 66\n");
    assertThat(text("/v1/resources/deploy/default/d"))
        .isEqualTo(
            "NAME   READY   UP-TO-DATE   AVAILABLE   AGE\n"
                + "d      1/2     0            0           90m\n");
    assertThat(text("/v1/resources/pod/default/web?output=name")).isEqualTo("pod/web\n");
    assertThat(text("/v1/resources/pod/default/web?output=yaml"))
        .contains("kind: Pod\n", "  containers:\n  - name: app\n");
  }

  @Test
  void anEmptyListSaysSoBesideTheAnswer() throws IOException {
    Client.Reply reply =
        Client.ask(node.layout.socket(), "GET", "/v1/resources/cm?namespace=x", "text/plain", "");
    assertThat(reply.head()).contains("Carob-Note: No resources found in x namespace.");
    assertThat(reply.body()).isEmpty();
  }

  @Test
  void controlCharactersInNamesAreShownAsEscapes() throws IOException {
    node.resources.putJson(
        new ResourceKey("ConfigMap", "default", "evil"),
        "{\"metadata\":{\"name\":\"a\\u001b[31m\\nb\"},\"data\":{}}");
    assertThat(text("/v1/resources/cm?namespace=default")).contains("a\\x1b[31m\\nb");
  }

  @Test
  void scales() throws IOException {
    String target = "/v1/resources/deployment/default/d/scale";
    assertThat(json("PUT", target, "{\"replicas\":5}").body()).contains("\"replicas\":5");
    assertThat(json("PUT", target, "{\"replicas\":\"five\"}").status()).isEqualTo(400);
    assertThat(json("PUT", target, "{").status()).isEqualTo(400);
  }

  @Test
  void describesWithEvents() throws IOException {
    node.events.record(
        "Warning", "BackOff", new ResourceKey("Pod", "default", "web"), "restarting\u001b");
    assertThat(text("/v1/describe/pod/default/web"))
        .contains("Name:             web", "BackOff", "restarting\\x1b", "Restart Count:");
    assertThat(text("/v1/events")).contains("pod/web", "restarting\\x1b");
  }

  @Test
  void thePodsOfADeploymentBeginWithTheBest() throws IOException {
    String running = "{\"phase\":\"Running\",\"conditions\":[{\"type\":\"Ready\",\"status\":";
    ownedPod("a-pending", "{\"phase\":\"Pending\"}");
    ownedPod("b-starts", running + "\"False\"}]}");
    ownedPod("c-ready", running + "\"True\"}]}");
    String pods = "/v1/resources/deploy/default/d/pods";
    assertThat(text(pods + "?output=name")).isEqualTo("pod/c-ready\npod/b-starts\npod/a-pending\n");
    assertThat(text("/v1/resources/pod/default/web/pods?output=name")).isEqualTo("pod/web\n");
    assertThat(json("GET", "/v1/resources/deploy/default/no/pods", "").status()).isEqualTo(404);
  }

  private void ownedPod(String name, String status) {
    node.resources.putJson(
        new ResourceKey("Pod", "default", name),
        "{\"metadata\":{\"name\":\""
            + name
            + "\",\"ownerReferences\":[{\"uid\":\"u-d\"}]},\"status\":"
            + status
            + "}");
  }

  @Test
  void inspectsAsDockerDoes() throws IOException {
    String body = json("GET", "/v1/pods/default/web/inspect", "").body();
    assertThat(body)
        .contains(
            "\"LowerDir\":\"/s/top:/s/base\"",
            "\"UpperDir\":\"/u\"",
            "\"MergedDir\":\"/run/c1/rootfs\"",
            "\"Source\":\"/v/html/page\"",
            "\"Destination\":\"/usr/share/html\",\"Mode\":\"ro\",\"Name\":\"html\","
                + "\"Propagation\":\"rslave\",\"RW\":false",
            "\"HostsPath\":\"/p/etc/hosts\"",
            "\"SandboxKey\":\"/run/s/net\"",
            "\"RestartCount\":2");
    assertThat(json("GET", "/v1/pods/default/web/inspect?container=no", "").status())
        .isEqualTo(404);
  }

  @Test
  void showsTagsAndRemovesImages() throws IOException {
    assertThat(text("/v1/images"))
        .startsWith("REPOSITORY   TAG   IMAGE ID       CREATED   SIZE     PLATFORM\ndemo/web     1")
        .contains("90m ago   4.27MB   linux/amd64");
    assertThat(json("POST", "/v1/images/tag?name=demo/web:1&to=demo/web:2", "").status())
        .isEqualTo(200);
    assertThat(json("GET", "/v1/images/inspect?name=demo/web:2", "").body()).contains("RootFS");
    assertThat(json("DELETE", "/v1/images?name=demo%2Fweb:2", "").status()).isEqualTo(200);
    assertThat(json("DELETE", "/v1/images?name=demo%2Fweb:2", "").status()).isEqualTo(404);
  }

  @Test
  void importsFromAFileAndFromTheBodyWithProgress() throws IOException {
    Path archive = Files.writeString(folder.resolve("a.tar"), "demo/a:1");
    String lines = json("POST", "/v1/images/import?source=" + archive, "").body();
    assertThat(lines).contains("\"subject\":\"layer 1\"", "\"RepoTags\":[\"demo/a:1\"]");
    assertThat(json("POST", "/v1/images/import?source=-&name=demo/b:1", "x").body())
        .contains("demo/b:1");
    assertThat(node.layout.root().resolve("tmp")).isEmptyDirectory();
    assertThat(json("POST", "/v1/images/import?source=-", "corrupt").body())
        .contains("\"error\":{", "DATA_LOSS");
    assertThat(json("POST", "/v1/images/import?source=a.tar", "").status()).isEqualTo(400);
  }

  @Test
  void showsSnapshotsVolumesDriversAndSizes() throws IOException {
    assertThat(text("/v1/snapshots")).contains("overlay   pod/app   top      active      1kB");
    assertThat(text("/v1/snapshots/tree"))
        .isEqualTo(
            "overlay\n  base  committed  1kB\n    top  committed  1kB\n"
                + "      pod/app  active  1kB\n");
    assertThat(json("GET", "/v1/snapshots?driver=other", "").body())
        .isEqualTo("{\"snapshots\":[]}\n");
    assertThat(text("/v1/volumes")).contains("html", "configMap", "4.1kB");
    assertThat(text("/v1/drivers"))
        .containsPattern("snapshotter +overlay +0.1.0 +serving +2 +parallel");
    assertThat(text("/v1/df"))
        .contains("Layers            2       1        2kB", "500B (1 not measured)")
        .doesNotContain("demo/web:1");
    assertThat(text("/v1/df?verbose=true&fresh=true"))
        .contains("demo/web:1   3kB    1kB      2kB", "yes");
    assertThat(node.storage.calls).containsExactly("space false", "space true");
    assertThat(json("GET", "/v1/df", "").body())
        .contains("\"bytes\":2000,", "\"unique\":2000", "\"available\":");
    assertThat(text("/v1/sharing"))
        .contains("Shared: yes", "lowerdir  /s/top", "0123456789ab", "absent in", "net:[1]");
    assertThat(json("GET", "/v1/sharing", "").body()).contains("\"lower\":[\"/s/top\"");
  }

  @Test
  void driversComeAndGoAndSayWhyTheyDoNot() throws IOException {
    node.driverJars.lay("broken.jar", "is not whole");
    assertThat(text("/v1/drivers?output=wide"))
        .containsPattern("jar +broken.jar +- +refused +- +- +- +- +is not whole");
    assertThat(json("POST", "/v1/drivers?jar=/x/bad.jar", "").body()).contains("it is bad");
    assertThat(json("POST", "/v1/drivers?jar=/x/good-1.jar", "").body()).contains("volume/good");
    assertThat(json("DELETE", "/v1/drivers/good?type=volume", "").status()).isEqualTo(200);
    assertThat(node.driverJars.list()).hasSize(1);
    assertThat(json("DELETE", "/v1/drivers/overlay", "").body())
        .contains("FAILED_PRECONDITION", "snapshot base, snapshot top", "--force");
    assertThat(json("DELETE", "/v1/drivers/spare", "").body())
        .contains("FAILED_PRECONDITION", "what the configuration or a pod asks for", "--force");
    assertThat(json("DELETE", "/v1/drivers/overlay?force=true", "").status()).isEqualTo(200);
    assertThat(node.bundles.last).isEqualTo("uninstall overlay");
    assertThat(json("POST", "/v1/drivers/overlay/stop", "").status()).isEqualTo(200);
    assertThat(node.bundles.last).isEqualTo("stop overlay");
    assertThat(text("/v1/drivers/overlay")).contains("snapshotter/overlay", "snapshot top");
    assertThat(json("GET", "/v1/drivers/nobody", "").status()).isEqualTo(404);
  }

  @Test
  void driversSayWhatIsNotAsTheirOperatorWished() throws IOException {
    assertThat(text("/v1/drivers/overlay")).contains("state:     serving\n");
    node.bundles.troubles.put("unknown", "cannot update jar /x/next.jar: it is sick");
    node.configs.refused.put("org.example.other", "other.cfg: of another bundle");
    assertThat(text("/v1/drivers?output=wide")).contains("cannot update jar /x/next.jar: it is");
    node.configs.refused.put("org.example.part~one", "one.cfg: mode is neither on nor off");
    assertThat(text("/v1/drivers/overlay"))
        .contains(
            "serving: cannot update jar /x/next.jar: it is sick; one.cfg: mode is neither on nor");
    node.bundles.troubles.clear();
    node.configs.refused.clear();
    assertThat(text("/v1/drivers/overlay")).contains("state:     serving\n");
  }

  @Test
  void aNameThatNoDriverHasIsAnsweredByTheNearest() throws IOException {
    for (String[] request :
        new String[][] {
          {"GET", "/v1/drivers/overlya"},
          {"DELETE", "/v1/drivers/overlya?force=true"},
          {"POST", "/v1/drivers/overlya/start"},
          {"POST", "/v1/drivers/overlya/stop"}
        }) {
      Client.Reply reply = json(request[0], request[1], "");
      assertThat(reply.status()).as(request[1]).isEqualTo(404);
      assertThat(reply.body()).contains("did you mean \\\"overlay\\\"?");
    }
    node.driverJars.lay("broken.jar", "is not whole");
    assertThat(json("DELETE", "/v1/drivers/broke.jar", "").body())
        .contains("did you mean \\\"broken.jar\\\"?");
    assertThat(json("DELETE", "/v1/drivers/broken.jar", "").status()).isEqualTo(200);
    assertThat(node.driverJars.list()).isEmpty();
    assertThat(json("POST", "/v1/drivers?jar=relative.jar", "").body())
        .contains("INVALID_ARGUMENT", "absolute path");
    assertThat(json("POST", "/v1/drivers", "").body()).contains("INVALID_ARGUMENT", "jar");
  }

  @Test
  void ofTwoWithOneNameTheBundleIsAskedFor() throws IOException {
    node.driverJars.lay("a.jar", "", "io.acme.a", "volume/two");
    node.driverJars.lay("b.jar", "", "io.acme.b", "volume/two");
    assertThat(json("DELETE", "/v1/drivers/two?type=volume", "").body())
        .contains("INVALID_ARGUMENT", "comes from [a.jar, b.jar]; name one of them");
    assertThat(json("DELETE", "/v1/drivers/io.acme.b", "").status()).isEqualTo(200);
    assertThat(node.driverJars.list()).hasSize(1);
  }

  @Test
  void collectsGarbageAndSaysWhy() throws IOException {
    Client.Reply dry = json("POST", "/v1/gc?dry-run=true", "");
    assertThat(dry.body()).contains("\"dryRun\":true", "\"freedBytes\":1000", "\"goes\":false");
    Client.Reply text = Client.ask(node.layout.socket(), "POST", "/v1/gc", "text/plain", "");
    assertThat(text.body())
        .contains("goes    layer   overlay top   1kB    no image needs it")
        .contains("stays   image   demo/web:1", "Freed 1kB.");
    assertThat(node.storage.calls).containsExactly("collect true", "collect false");
  }

  @Test
  void verifiesAndChecksAndSaysWhetherAllIsWell() throws IOException {
    String failed = "Carob-Error-Code: DATA_LOSS";
    assertThat(json("POST", "/v1/images/verify?name=demo/web:1", "").head()).doesNotContain(failed);
    assertThat(json("POST", "/v1/fsck", "").body()).contains("\"clean\":true", "\"findings\":[]");
    node.storage.damaged = true;
    Client.Reply found = json("POST", "/v1/fsck?quick=true", "");
    assertThat(found.body()).contains("\"clean\":false", "/a is missing");
    assertThat(found.head()).contains(failed);
    assertThat(json("POST", "/v1/images/verify", "").head()).contains(failed);
    Client.Reply mended = json("POST", "/v1/images/verify?repair=true", "");
    assertThat(mended.head()).doesNotContain(failed);
    assertThat(mended.body()).contains("\"mended\":true");
    assertThat(node.storage.calls)
        .containsExactly(
            "verify demo/web:1 false",
            "fsck false false",
            "fsck false true",
            "verify - false",
            "verify - true");
  }

  @Test
  void labelsImagesAndFiltersSnapshots() throws IOException {
    assertThat(
            json("POST", "/v1/images/label?name=a&label=carob.io/pin%3Dbase&label=x%3D1", "")
                .body())
        .contains("\"carob.io/pin\":\"base\"");
    assertThat(json("POST", "/v1/images/label?name=a&label=x-", "").body())
        .isEqualTo("{\"labels\":{\"carob.io/pin\":\"base\"}}\n");
    assertThat(json("POST", "/v1/images/label?name=a&label=x", "").status()).isEqualTo(400);
    assertThat(text("/v1/snapshots?filter=kind%3D%3Dactive&output=name"))
        .isEqualTo("overlay/pod/app\n");
    assertThat(json("GET", "/v1/snapshots?filter=nonsense", "").status()).isEqualTo(400);
  }

  @Test
  void tellsItsStatusAndChecksTheHost() throws IOException {
    assertThat(json("GET", "/v1/status", "").body()).contains("\"ready\":true", "\"pods\":1");
    assertThat(text("/v1/status?output=name")).isEqualTo("ready\n");
    assertThat(text("/v1/version")).startsWith("carob 0.");
    assertThat(text("/v1/check")).contains("OK", "crun");
    node.level = HostCheck.Level.FAILED;
    assertThat(json("GET", "/v1/check", "").head())
        .contains("Carob-Error-Code: FAILED_PRECONDITION");
    node.withoutImages();
    assertThat(text("/v1/status?output=name")).isEqualTo("starting\n");
  }

  @Test
  void asksTheNodeToStop() throws IOException {
    assertThat(json("POST", "/v1/shutdown?pods=false", "").status()).isEqualTo(200);
    assertThat(json("POST", "/v1/shutdown", "").status()).isEqualTo(200);
    assertThat(node.shutdowns).containsExactly(false, true);
  }

  @Test
  void worksOnBundles() throws IOException {
    assertThat(text("/v1/bundles")).contains("io.carob.snapshotter.overlay");
    assertThat(json("POST", "/v1/bundles?jar=/x.jar", "").status()).isEqualTo(200);
    assertThat(json("POST", "/v1/bundles/overlay/update?jar=/x.jar", "").status()).isEqualTo(200);
    assertThat(node.bundles.last).isEqualTo("update overlay /x.jar");
    assertThat(json("POST", "/v1/bundles/overlay/stop", "").status()).isEqualTo(200);
    assertThat(json("POST", "/v1/bundles/overlay/start", "").status()).isEqualTo(200);
    assertThat(json("DELETE", "/v1/bundles/overlay", "").status()).isEqualTo(200);
    assertThat(json("DELETE", "/v1/bundles/other", "").status()).isEqualTo(404);
    assertThat(json("POST", "/v1/bundles?jar=x.jar", "").status()).isEqualTo(400);
    node.withoutBundles();
    assertThat(json("GET", "/v1/bundles", "").status()).isEqualTo(501);
  }

  @Test
  void errorsCarryTheirCode() throws IOException {
    Client.Reply bad = json("POST", "/v1/apply", "bad");
    assertThat(bad.status()).isEqualTo(400);
    assertThat(bad.head()).contains("Carob-Error-Code: INVALID_ARGUMENT");
    assertThat(bad.body()).startsWith("{\"code\":\"INVALID_ARGUMENT\",\"message\":\"document 1");
    assertThat(json("GET", "/v1/resources/toast", "").status()).isEqualTo(400);
    assertThat(json("GET", "/v1/nothing", "").body()).contains("/v1/status");
    Client.Reply method = json("DELETE", "/v1/status", "");
    assertThat(method.status()).isEqualTo(405);
    assertThat(method.head()).contains("Allow: GET");
    assertThat(json("GET", "/v1/status?output=xml", "").status()).isEqualTo(400);
    node.withoutImages();
    Client.Reply away = json("GET", "/v1/images", "");
    assertThat(away.status()).isEqualTo(503);
    assertThat(away.head()).contains("Retry-After");
  }

  @Test
  void whoSendsTooMuchReadsWhy() throws IOException {
    for (int megabytes : new int[] {11, 40}) {
      Client.Reply tooLong = json("POST", "/v1/apply", "x".repeat(megabytes * 1024 * 1024));
      assertThat(tooLong.status()).isEqualTo(429);
      assertThat(tooLong.body()).contains("RESOURCE_EXHAUSTED", "longer than");
    }
    Client.Reply longHead = json("GET", "/v1/status?x=" + "x".repeat(100_000), "");
    assertThat(longHead.status()).isEqualTo(431);
    assertThat(longHead.body()).contains("head of the request");
    assertThat(json("GET", "/v1/status", "").status()).isEqualTo(200);
  }

  @Test
  void anUploadThatIsRefusedIsReadToItsEnd() throws IOException {
    String body = "x".repeat(20 * 1024 * 1024);
    assertThat(json("POST", "/v1/images/import?source=-&name=NOT+A+NAME", body).status())
        .isEqualTo(400);
  }

  @Test
  void aRefusedRequestThatNeverEndsIsCutOff() throws IOException {
    try (Client client = new Client(node.layout.socket())) {
      client.send("POST /v1/apply HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000000\r\n\r\n");
      byte[] more = new byte[1024 * 1024];
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 1_000_000; i++) {
                  client.send(more);
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void curlCanTalkToIt() throws Exception {
    Process curl =
        new ProcessBuilder(
                "curl",
                "-sS",
                "--unix-socket",
                node.layout.socket().toString(),
                "http://carob/v1/status")
            .redirectErrorStream(true)
            .start();
    String out = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(curl.waitFor()).isZero();
    assertThat(out).contains("\"ready\":true");
  }
}
