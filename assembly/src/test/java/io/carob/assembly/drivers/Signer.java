package io.carob.assembly.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Somebody who signs jars by the JDK's tools. */
final class Signer {

  private static final String PASSWORD = "secret";

  private final Path store;
  private final String name;

  /** Makes a key and its certificate, with more options of keytool. */
  Signer(Path folder, String name, String... options) throws IOException, InterruptedException {
    this.store = folder.resolve(name + ".p12");
    this.name = name;
    List<String> make = new ArrayList<>();
    make.addAll(List.of("-genkeypair", "-alias", name, "-keyalg", "EC", "-dname", "CN=" + name));
    make.addAll(List.of(options));
    run("keytool", make.toArray(String[]::new));
  }

  void certificate(Path file) throws IOException, InterruptedException {
    run("keytool", "-exportcert", "-rfc", "-alias", name, "-file", file.toString());
  }

  void sign(Path jar) throws IOException, InterruptedException {
    run("jarsigner", jar.toString(), name);
  }

  /** Options come first for jarsigner, and anywhere for keytool. */
  private void run(String tool, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", tool).toString());
    List<String> keys = List.of("-keystore", store.toString(), "-storepass", PASSWORD);
    if (tool.equals("jarsigner")) {
      command.addAll(keys);
    }
    command.addAll(List.of(arguments));
    if (!tool.equals("jarsigner")) {
      command.addAll(keys);
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
