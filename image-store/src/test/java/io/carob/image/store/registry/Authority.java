package io.carob.image.store.registry;

import io.carob.image.store.kit.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A certificate authority of the test, made with openssl. */
final class Authority {

  /** A certificate and its key. */
  record Pair(Path certificate, Path key) {}

  private final Path folder;

  Authority(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    Command.run(
        folder,
        ("openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -days 2 -subj"
                + " /CN=test-authority")
            .split(" "));
  }

  Path certificate() {
    return folder.resolve("ca.crt");
  }

  Path key() {
    return folder.resolve("ca.key");
  }

  Pair issue(String name) throws IOException {
    Files.writeString(folder.resolve(name + ".ext"), "subjectAltName=IP:127.0.0.1\n");
    Command.run(
        folder,
        ("openssl req -newkey rsa:2048 -nodes -keyout "
                + name
                + ".key -out "
                + name
                + ".csr -subj /CN="
                + name)
            .split(" "));
    Command.run(
        folder,
        ("openssl x509 -req -in "
                + name
                + ".csr -CA ca.crt -CAkey ca.key -CAcreateserial -out "
                + name
                + ".crt -days 2 -extfile "
                + name
                + ".ext")
            .split(" "));
    return new Pair(folder.resolve(name + ".crt"), folder.resolve(name + ".key"));
  }

  /** The same key in the older form of RSA keys. */
  Path olderForm(Pair pair) {
    Path older = folder.resolve("older-" + pair.key().getFileName());
    Command.run(
        folder,
        "openssl",
        "rsa",
        "-traditional",
        "-in",
        pair.key().toString(),
        "-out",
        older.toString());
    return older;
  }
}
