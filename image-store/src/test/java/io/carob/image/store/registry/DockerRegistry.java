package io.carob.image.store.registry;

import io.carob.image.store.kit.Command;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real docker-registry on a free port of 127.0.0.1, with its data in a folder of the test. */
final class DockerRegistry implements AutoCloseable {

  static final String USER = "carol";
  static final String PASSWORD = "open-sesame";

  /** Made with crypt(3): bcrypt of the password. */
  private static final String HASH = "$2b$05$abcdefghijklmnopqrstuutXu9KzOt.1yBoZUeFWoT/914/JfszCO";

  private static final Pattern LISTENING = Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+)");

  private final Process process;
  private final int port;

  private DockerRegistry(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static DockerRegistry open(Path folder) throws IOException {
    return start(folder, "");
  }

  static DockerRegistry withPasswords(Path folder) throws IOException {
    Path file = Files.createDirectories(folder).resolve("htpasswd");
    Files.writeString(file, USER + ":" + HASH + "\n");
    return start(folder, "auth:\n  htpasswd:\n    realm: test\n    path: \"" + file + "\"\n");
  }

  static DockerRegistry withTokens(Path folder, String realm, Path bundle) throws IOException {
    return start(
        folder,
        "auth:\n  token:\n    realm: \""
            + realm
            + "\"\n    service: test\n    issuer: test-issuer\n    rootcertbundle: \""
            + bundle
            + "\"\n");
  }

  static DockerRegistry withTls(Path folder, Authority authority, boolean askClients)
      throws IOException {
    Authority.Pair pair = authority.issue("registry");
    return start(
        folder,
        "",
        "  tls:\n    certificate: \""
            + pair.certificate()
            + "\"\n    key: \""
            + pair.key()
            + "\"\n"
            + (askClients ? "    clientcas: [\"" + authority.certificate() + "\"]\n" : ""));
  }

  private static DockerRegistry start(Path folder, String more) throws IOException {
    return start(folder, more, "");
  }

  private static DockerRegistry start(Path folder, String more, String http) throws IOException {
    Files.createDirectories(folder);
    Path config = folder.resolve("config.yml");
    Files.writeString(
        config,
        "version: 0.1\nlog:\n  level: info\n  accesslog:\n    disabled: true\nstorage:\n"
            + "  filesystem:\n    rootdirectory: \""
            + folder.resolve("data")
            + "\"\n  delete:\n    enabled: true\nhttp:\n  addr: 127.0.0.1:0\n"
            + "  secret: only-for-this-test\n  relativeurls: true\n"
            + http
            + more);
    Process process =
        new ProcessBuilder("docker-registry", "serve", config.toString())
            .redirectErrorStream(true)
            .start();
    BufferedReader log =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder said = new StringBuilder();
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      said.append(line).append('\n');
      Matcher listening = LISTENING.matcher(line);
      if (listening.find()) {
        drain(log);
        return new DockerRegistry(process, Integer.parseInt(listening.group(1)));
      }
    }
    process.destroyForcibly();
    throw new AssertionError("docker-registry did not start: " + said);
  }

  private static void drain(BufferedReader log) {
    Thread thread =
        new Thread(
            () -> {
              try {
                log.transferTo(java.io.Writer.nullWriter());
              } catch (IOException e) {
                // it has ended
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return port;
  }

  String host() {
    return "127.0.0.1:" + port;
  }

  /** Runs skopeo against it. */
  String skopeo(Path folder, String... words) {
    java.util.List<String> all = new java.util.ArrayList<>(java.util.List.of("skopeo"));
    all.addAll(java.util.List.of(words));
    return Command.run(folder, all);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
