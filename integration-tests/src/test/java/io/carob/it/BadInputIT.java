package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad input gets a clear error that names the thing, and changes nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputIT {

  private CarobService carob;
  private Path temp;

  @BeforeAll
  void start(@TempDir Path folder) {
    temp = folder;
    carob = CarobService.start();
    carob.importDemoImages();
  }

  @AfterAll
  void stop() {
    carob.close();
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "image: demo/busybox:1.0, imagee: x | spec.containers[0].imagee",
        "image: 7 | spec.containers[0].image",
        "image: 'Not An Image' | spec.containers[0].image",
        "image: demo/busybox:1.0, command: sh | spec.containers[0].command",
        "image: demo/busybox:1.0, volumeMounts: [{name: none, mountPath: /x}] |"
            + " spec.containers[0].volumeMounts[0]",
      })
  void manifestErrorsNameTheField(String container, String path) {
    CarobService.Result result =
        carob.apply(
            "{apiVersion: v1, kind: Pod, metadata: {name: bad}, spec: {containers: [{name: main, "
                + container
                + "}]}}");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains(path);
    assertThat(carob.carob("get", "pod", "bad").code()).isEqualTo(1);
  }

  @Test
  void namesMustBeDnsLabelsAndContainersUnique() {
    assertThat(carob.apply(Manifests.shell("Not_A_Label", "Never", "true")).err())
        .contains("metadata.name")
        .contains("Not_A_Label");
    assertThat(
            carob
                .apply(
                    "{apiVersion: v1, kind: Pod, metadata: {name: twins}, spec: {containers:"
                        + " [{name: a, image: demo/busybox:1.0}, {name: a, image:"
                        + " demo/busybox:1.0}]}}")
                .err())
        .contains("spec.containers[1].name");
  }

  @Test
  void oneBadDocumentStopsAll() {
    CarobService.Result result =
        carob.apply(
            Manifests.shell("good", "Never", "true")
                + "---\n"
                + "{apiVersion: v1, kind: Pod, metadata: {name: x}, spec: {}}");
    assertThat(result.code()).isEqualTo(1);
    assertThat(carob.carob("get", "pod", "good").code()).isEqualTo(1);
  }

  @Test
  void truncatedAndCorruptArchivesLeaveNothing() throws IOException {
    // Content that is there already would not be read again.
    try (CarobService fresh = CarobService.start()) {
      String before = owned(fresh);
      Path tar = temp.resolve("web.tar");
      CarobService.run(
          new ProcessBuilder(
              "tar", "-C", CarobService.DEMO.resolve("web").toString(), "-cf", tar.toString(), "."),
          "");
      long size = Files.size(tar);
      Path cut = Files.copy(tar, temp.resolve("cut.tar"));
      try (RandomAccessFile file = new RandomAccessFile(cut.toFile(), "rw")) {
        file.setLength(size / 2);
      }
      Path changed = Files.copy(tar, temp.resolve("changed.tar"));
      try (RandomAccessFile file = new RandomAccessFile(changed.toFile(), "rw")) {
        file.seek(size / 2);
        int old = file.read();
        file.seek(size / 2);
        file.write(old ^ 0xff);
      }
      String blob = blobAt(tar, size / 2);
      for (Path bad : new Path[] {cut, changed}) {
        CarobService.Result result =
            fresh.carob("image", "import", bad.toString(), "--name", "bad/image:1");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).containsAnyOf(bad.toString(), blob);
        assertThat(fresh.carob("image", "inspect", "bad/image:1").code()).isEqualTo(1);
      }
      assertThat(owned(fresh)).isEqualTo(before);
      CarobService.Result notThere = fresh.carob("image", "import", "/no/such/file");
      assertThat(notThere.code()).isEqualTo(1);
      assertThat(notThere.err()).contains("/no/such/file");
      assertThat(fresh.carob("image", "import", "/etc/passwd").err()).contains("/etc/passwd");
    }
  }

  /** The digest of the blob that lies at this place of the archive. */
  private static String blobAt(Path tar, long place) {
    String blob = "";
    for (String line :
        CarobService.run(new ProcessBuilder("tar", "-tRf", tar.toString()), "")
            .ok()
            .out()
            .lines()
            .toList()) {
      Matcher entry = Pattern.compile("block (\\d+): .*/([0-9a-f]{64})").matcher(line);
      if (entry.matches() && Long.parseLong(entry.group(1)) * 512 < place) {
        blob = entry.group(2);
      }
    }
    assertThat(blob).as("blob at %d", place).isNotEmpty();
    return blob;
  }

  @Test
  void otherToolsAcceptTheDemoImages() {
    for (String name : List.of("web", "busybox")) {
      String layout = CarobService.DEMO.resolve(name).toString();
      assertThat(
              CarobService.run(new ProcessBuilder("umoci", "ls", "--layout", layout), "")
                  .ok()
                  .out())
          .isEqualTo("1.0\n");
      JsonNode history =
          CarobService.run(
                  new ProcessBuilder("umoci", "stat", "--json", "--image", layout + ":1.0"), "")
              .json()
              .path("history");
      JsonNode layers =
          CarobService.run(new ProcessBuilder("skopeo", "inspect", "oci:" + layout + ":1.0"), "")
              .json()
              .path("Layers");
      assertThat(layers).hasSize(name.equals("web") ? 3 : 1);
      assertThat(history).hasSameSizeAs(layers);
      for (int i = 0; i < layers.size(); i++) {
        assertThat(history.get(i).path("layer").path("digest").asText())
            .isEqualTo(layers.get(i).asText());
      }
    }
  }

  @Test
  void archivesOfOtherToolsAreImported() {
    Path docker = temp.resolve("docker.tar");
    CarobService.run(
            new ProcessBuilder(
                "skopeo",
                "copy",
                "--insecure-policy",
                "oci:" + CarobService.DEMO.resolve("web") + ":1.0",
                "docker-archive:" + docker + ":other/web:2"),
            "")
        .ok();
    carob.carob("image", "import", docker.toString()).ok();
    assertThat(carob.carob("image", "ls").ok().out()).contains("other/web");
    carob.carob("image", "rm", "docker.io/other/web:2").ok();
    assertThat(carob.carob("image", "inspect", "demo/web:1.0").code()).isZero();
  }

  @Test
  void hostPathOfTheWrongTypeMakesThePodSayWhy() {
    carob
        .apply(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: wrongpath}
            spec:
              volumes:
                - name: host
                  hostPath: {path: /etc/passwd, type: Directory}
              containers:
                - name: main
                  image: demo/busybox:1.0
                  volumeMounts: [{name: host, mountPath: /host}]
            """)
        .ok();
    carob.await(
        "the pod says why it waits",
        () -> !carob.pod("wrongpath").path("status").path("message").asText().isEmpty());
    JsonNode status = carob.pod("wrongpath").path("status");
    assertThat(status.path("message").asText()).contains("/etc/passwd").contains("Directory");
    assertThat(status.path("phase").asText()).isEqualTo("Pending");
    assertThat(carob.carob("events").ok().out().lines())
        .anyMatch(l -> l.contains("FailedMount") && l.contains("/etc/passwd"));
    carob.carob("delete", "pod", "wrongpath", "--now").ok();
  }

  @Test
  void usageErrorsAndMissingThingsHaveTheirExitCodes() {
    assertThat(carob.process("", "no-such-verb").code()).isEqualTo(2);
    assertThat(carob.process("", "apply").code()).isEqualTo(2);
    CarobService.Result missing = carob.process("", "get", "pod", "nobody");
    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.err()).contains("nobody");
    CarobService.Result noService =
        carob.process("", "--socket", temp.resolve("none.sock").toString(), "get", "pods");
    assertThat(noService.code()).isEqualTo(3);
    assertThat(noService.err()).contains("none.sock").contains("carob start");
  }

  @Test
  void aFolderWithABrokenManifestChangesNothing() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("manifests"));
    Files.writeString(
        folder.resolve("a.yaml"),
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: whole}, data: {a: b}}");
    Files.writeString(folder.resolve("b.yaml"), "{apiVersion: v1, kind: Pod}");
    CarobService.Result result = carob.carob("apply", "-f", folder.toString());
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("b.yaml").contains("nothing is applied");
    assertThat(carob.carob("get", "configmap", "whole").code()).isEqualTo(1);
  }

  @Test
  void fieldsWithoutEffectAreWarnings() {
    CarobService.Result result =
        carob.carobWithInput(
            "{apiVersion: v1, kind: Pod, metadata: {name: warned}, spec: {containers: [{name: main,"
                + " image: demo/busybox:1.0, tty: true}]}}",
            "apply",
            "--dry-run",
            "-f",
            "-");
    assertThat(result.code()).isZero();
    assertThat(result.err()).contains("Warning: pod/warned").contains("spec.containers[0].tty");
  }

  @Test
  void aServiceWithoutItsFoldersSaysWhichOneAndHowToChooseAnother() {
    CarobService.Result conf =
        carob.carob("serve", "--run", temp.resolve("r").toString(), "--conf", "/nonexistent");
    assertThat(conf.code()).isEqualTo(1);
    assertThat(conf.err()).contains("/nonexistent").contains("--conf");
    CarobService.Result root =
        carob.carob("start", "--run", temp.resolve("r").toString(), "--root", "/etc/passwd");
    assertThat(root.code()).isEqualTo(1);
    assertThat(root.err()).contains("/etc/passwd cannot be a folder").contains("--root");
  }

  @Test
  void socketIsPrivate() throws IOException {
    assertThat(Files.getPosixFilePermissions(carob.socket())).hasSize(2);
    assertThat(
            CarobService.run(
                    new ProcessBuilder(
                        "curl",
                        "-sf",
                        "--unix-socket",
                        carob.socket().toString(),
                        "http://carob/v1/version"),
                    "")
                .ok()
                .json()
                .path("version")
                .asText())
        .isEqualTo(System.getProperty("carob.version"));
  }

  /** What Carob holds on disk; what the disk has left is the whole host's matter. */
  private static String owned(CarobService carob) {
    return String.join(
        "\n", carob.carob("df").ok().out().lines().filter(l -> !l.contains("available")).toList());
  }
}
