package io.carob.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.carob.api.pod.Event;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A real web server, as a user's test has it. */
@ExtendWith(TestNetwork.class)
@CarobNode(
    images = Demo.WEB,
    settings =
        @CarobNode.Setting(pid = Demo.SANDBOX, key = Demo.NETWORKS, value = TestNetwork.FOLDER))
@Pod(value = "web.yaml", ports = 80)
class NginxIT {

  private static final String PAGE = "/usr/share/nginx/html/";

  @Test
  void itAnswersThisHostAndLogsTheRequest(PodHandle web) throws IOException {
    assertThat(get(web, "index.html")).contains("One image, many pods.");
    // nginx writes the line before it closes the connection, and conmon takes it from a pipe.
    Await.until("the request is in the log", () -> web.logs().contains("GET /index.html"));
  }

  @Test
  void filesGoInAndOut(PodHandle web, @TempDir Path folder) throws IOException {
    Path page = Files.writeString(folder.resolve("page"), "written by a test");
    web.copyIn(page, PAGE + "new/page with blanks.html");
    assertThat(get(web, "new/page%20with%20blanks.html")).isEqualTo("written by a test");
    Path back = folder.resolve("back");
    web.copyOut(PAGE + "index.html", back);
    assertThat(back).content().contains("One image, many pods.");
    assertThatIOException()
        .isThrownBy(() -> web.copyOut("/no/such/file", folder.resolve("none")))
        .withMessageContaining("/no/such/file");
    assertThatIOException().isThrownBy(() -> web.copyIn(page, PAGE));
    assertThat(folder).isDirectoryNotContaining("glob:**/{none,.carob-*}");
  }

  @Test
  void commandsTellWhatTheyPrintAndHowTheyEnd(PodHandle web) {
    assertThat(web.exec("hostname").ok().out()).isEqualTo("web\n");
    assertThat(web.exec("sh", "-c", "echo no >&2; exit 3")).isEqualTo(new Executed(3, "", "no\n"));
    assertThat(web.exec("no-such-command").code()).isEqualTo(127);
  }

  @Test
  void itTellsItsNamesAndEvents(PodHandle web) {
    assertThat(web.name()).isEqualTo("web");
    assertThat(web.ip()).startsWith("10.127.");
    assertThat(web.info().phase()).isEqualTo("Running");
    assertThat(web.events()).extracting(Event::reason).contains("Started");
  }

  private static String get(PodHandle web, String page) throws IOException {
    try (InputStream in = URI.create("http://" + web.ip() + "/" + page).toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
