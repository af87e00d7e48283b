package io.carob.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.pod.ResourceKey;
import io.carob.rest.fake.FakeNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupportTest {

  private static final String SECRET = "hunter2";

  private FakeNode node;

  @BeforeEach
  void start(@TempDir Path folder) {
    node = new FakeNode(folder);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void theArchiveHasWhatIsAskedForAndNoSecret() throws IOException {
    node.resources.put(
        new ResourceKey("Pod", "default", "web"),
        """
        {"containers":[{"name":"app","image":"https://me:hunter2@registry/x",
          "command":["sh","--password","hunter2","--token=hunter2"],
          "env":[{"name":"PLAIN","value":"hunter2"},{"name":"B","valueFrom":{}}],
          "livenessProbe":{"httpGet":{"httpHeaders":[{"name":"X","value":"hunter2"}]}}}]}
        """,
        "{\"message\":\"Authorization: Bearer hunter2 was refused\"}");
    node.resources.put(
        new ResourceKey("ConfigMap", "default", "settings"),
        "{\"data\":{\"any\":\"hunter2\"},\"annotations\":{\"last\":\"hunter2\"}}",
        "{}");
    node.ops.files =
        Map.of(
            "conf/org.example.part.cfg",
            "# fine\napi.key = hunter2\npassword=hunter2\nfolder = http://u:hunter2@proxy:80/\nmode = on\n",
            "log.txt",
            "INFO pulled https://u:hunter2@host/v2/ with token: hunter2 and secret=\"hunter2\"\n");
    Map<String, String> files = archive();
    assertThat(files.keySet())
        .contains(
            "carob-support/health.json",
            "carob-support/check.json",
            "carob-support/drivers.json",
            "carob-support/jars.json",
            "carob-support/bundles.json",
            "carob-support/events.json",
            "carob-support/images.json",
            "carob-support/df.json",
            "carob-support/gc.json",
            "carob-support/fsck.json",
            "carob-support/pods.json",
            "carob-support/resources.json",
            "carob-support/metrics.txt",
            "carob-support/threads.txt",
            "carob-support/log.txt",
            "carob-support/conf/org.example.part.cfg");
    files.forEach((name, text) -> assertThat(text).as(name).doesNotContain(SECRET));
    assertThat(files.get("carob-support/conf/org.example.part.cfg"))
        .contains("api.key = ***", "password = ***", "http://***@proxy:80/", "mode = on");
    assertThat(files.get("carob-support/resources.json"))
        .contains("\"app\"", "\"PLAIN\"", "https://***@registry/x", "settings");
    assertThat(files.get("carob-support/log.txt")).contains("INFO pulled https://***@host/v2/");
    assertThat(files.get("carob-support/threads.txt")).contains("    at java.base");
    assertThat(files.get("carob-support/drivers.json")).contains("overlay");
  }

  @Test
  void secretsInWordsThatPeopleReallyWriteAreBlankedToo() throws IOException {
    node.resources.put(
        new ResourceKey("Pod", "default", "web"),
        """
        {"containers":[{"command":["sh","-c","mysql --password hunter2; DB_PASS=hunter2 x"]},
          {"command":["curl","-u","me:hunter2"]}, {"command":["curl -u me:hunter2 x"]},
          {"args":["-----BEGIN RSA PRIVATE KEY-----\\nhunter2\\n"]}]}
        """,
        "{\"message\":\"Authorization: Token hunter2 was refused\"}");
    node.ops.files =
        Map.of(
            "conf/com.acme.driver.cfg",
            """
            password hunter2
            pwd = hunter2
            db.pass=\\
              hunter2
            # token = two hunter2
            colour = hunter2
            """,
            "conf/logback.xml",
            """
            <appender><password>hunter2</password><x passcode="hunter2"/>
            <property name="smtp.password" value="hunter2"/><level>INFO</level></appender>
            """,
            "log.txt",
            """
            {"message":"{\\"password\\":\\"hunter2\\"}","level":"INFO"}
            Authorization: Digest hunter2 hunter2
            MYSQL_PWD=hunter2 user pin: hunter2
            https://me:hun/hunter2@host/v2/
            """);
    Map<String, String> files = archive();
    files.forEach((name, text) -> assertThat(text).as(name).doesNotContain(SECRET));
    assertThat(files.get("carob-support/conf/logback.xml")).contains("<level>INFO</level>");
    assertThat(files.get("carob-support/conf/com.acme.driver.cfg")).contains("colour = ***");
    assertThat(files.get("carob-support/log.txt")).contains("INFO", "@host/v2/");
  }

  @Test
  void oneThatIsBrokenInsideKeepsTheRestNotBack() throws IOException {
    node.ops.failure = new NoClassDefFoundError("io/acme/Gone");
    Map<String, String> files = archive();
    assertThat(files.toString()).contains("io/acme/Gone");
    assertThat(files).containsKeys("carob-support/threads.txt", "carob-support/pods.json");
  }

  @Test
  void whatCannotBeHadKeepsTheRestNotBack() throws IOException {
    node.withoutImages();
    node.withoutResources();
    assertThat(archive()).containsKeys("carob-support/health.json", "carob-support/threads.txt");
  }

  private Map<String, String> archive() throws IOException {
    byte[] tar = new GZIPInputStream(new ByteArrayInputStream(body())).readAllBytes();
    Map<String, String> files = new TreeMap<>();
    int at = 0;
    while (tar[at] != 0) {
      String name = new String(tar, at, 100, StandardCharsets.US_ASCII).replaceAll("\0.*", "");
      int size =
          Integer.parseInt(
              new String(tar, at + 124, 11, StandardCharsets.US_ASCII).replaceAll("\0.*", ""), 8);
      files.put(name, new String(tar, at + 512, size, StandardCharsets.UTF_8));
      at += 512 + (size + 511) / 512 * 512;
    }
    return files;
  }

  /** HTTP/1.0, so that the answer is not in chunks. */
  private byte[] body() throws IOException {
    try (SocketChannel channel =
        SocketChannel.open(UnixDomainSocketAddress.of(node.layout.socket()))) {
      channel.write(
          ByteBuffer.wrap(
              "GET /v1/support HTTP/1.0\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
      InputStream in = Channels.newInputStream(channel);
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
        int b = in.read();
        assertThat(b).isNotNegative();
        head.write(b);
      }
      assertThat(head.toString(StandardCharsets.US_ASCII)).contains(" 200 ", "application/gzip");
      return in.readAllBytes();
    }
  }
}
