package io.carob.image.store.registry.wire;

import static io.carob.image.store.Codes.assertFails;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.carob.api.ErrorCode;
import io.carob.image.store.registry.host.Endpoint;
import io.carob.image.store.registry.host.TlsFiles;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTest {

  private static Endpoint endpoint(String base) {
    return new Endpoint(URI.create(base), Set.of(), Map.of(), TlsFiles.NONE);
  }

  private static void redirect(String base, String to) {
    Endpoint endpoint = endpoint(base);
    Http.checkRedirection(endpoint, endpoint.base(), URI.create(to));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/latest/meta-data/",
        "https://169.254.169.254/",
        "http://[fe80::1]/",
        "http://[fd00:ec2::254]/",
        "http://[::ffff:169.254.169.254]/",
        "http://127.0.0.1:9090/",
        "http://127.8.8.8/",
        "http://0.0.0.0/",
        "http://[::1]/",
        "http://[0:0:0:0:0:0:0:1]/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "https://localhost/",
        "https://LOCALHOST./",
        "https://x.localhost/",
        "https://100.100.100.200/"
      })
  void fromElsewhereNothingLeadsIntoThisMachine(String to) {
    for (String base : new String[] {"https://192.0.2.1/v2", "http://192.0.2.1/v2"}) {
      assertFails(ErrorCode.PERMISSION_DENIED, () -> redirect(base, to));
    }
  }

  @Test
  void encryptionIsNotLeft() {
    assertFails(
        ErrorCode.PERMISSION_DENIED,
        () -> redirect("https://192.0.2.1/v2", "http://192.0.2.1/blob"));
    assertFails(
        ErrorCode.PERMISSION_DENIED, () -> redirect("https://192.0.2.1/v2", "http://192.0.2.2/"));
    assertFails(
        ErrorCode.PERMISSION_DENIED, () -> redirect("https://192.0.2.1/v2", "ftp://192.0.2.2/x"));
  }

  @Test
  void contentMayLieElsewhere() {
    assertThatCode(
            () -> {
              redirect("https://192.0.2.1/v2", "https://192.0.2.2/blob?signature=x");
              redirect("http://192.0.2.1/v2", "http://192.0.2.2/blob");
              redirect("http://127.0.0.1:5000/v2", "http://127.0.0.1:9000/blob");
            })
        .doesNotThrowAnyException();
  }
}
