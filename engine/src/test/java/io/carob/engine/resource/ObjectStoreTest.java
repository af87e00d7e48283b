package io.carob.engine.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.pod.ResourceKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectStoreTest {

  @Test
  void nobodyElseReadsTheFile(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("meta.db");
    Files.createFile(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    try (ObjectStore store = ObjectStore.open(file)) {
      store.write(true, List.of(new Change.Put(object("Pod", "a"))));
      for (String suffix : List.of("", "-wal", "-shm")) {
        assertThat(Files.getPosixFilePermissions(file.resolveSibling("meta.db" + suffix)))
            .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      }
    }
  }

  @Test
  void keepsObjectsAndStates(@TempDir Path folder) {
    Path file = folder.resolve("meta.db");
    StoredObject pod = object("Pod", "a");
    ObjectNode state = JsonNodeFactory.instance.objectNode().put("x", 1);
    try (ObjectStore store = ObjectStore.open(file)) {
      store.write(true, List.of(new Change.Put(pod), new Change.PutState(pod.uid(), state)));
      store.write(false, List.of(new Change.Put(object("Pod", "b"))));
      store.write(false, List.of(new Change.Drop(object("Pod", "b").key())));
    }
    try (ObjectStore store = ObjectStore.open(file)) {
      assertThat(store.list("Pod", Optional.empty())).containsExactly(pod);
      assertThat(store.list("Pod", Optional.of("other"))).isEmpty();
      assertThat(store.get(pod.key(), "another uid")).isEmpty();
      assertThat(store.state(pod.uid())).contains(state);
    }
  }

  @Test
  void sharesItsFileWithOthers(@TempDir Path folder) throws SQLException {
    Path file = folder.resolve("meta.db");
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = other.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("CREATE TABLE images (name TEXT)");
      try (ObjectStore store = ObjectStore.open(file)) {
        statement.execute("INSERT INTO images VALUES ('a')");
        store.write(true, List.of(new Change.Put(object("Pod", "a"))));
        statement.execute("INSERT INTO images VALUES ('b')");
        assertThat(store.list("Pod", Optional.empty())).hasSize(1);
      }
    }
  }

  @Test
  void refusesTheFileOfANewerCarob(@TempDir Path folder) throws SQLException {
    Path file = folder.resolve("meta.db");
    ObjectStore.open(file).close();
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = other.createStatement()) {
      statement.execute("UPDATE engine_schema SET version = 99");
    }
    assertCode(file, ErrorCode.FAILED_PRECONDITION);
  }

  @Test
  void refusesAFileThatIsNoDatabase(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("meta.db");
    Files.writeString(file, "this is no database, but long enough to have a header ".repeat(50));
    assertCode(file, ErrorCode.DATA_LOSS);
  }

  /** A process writes pairs in one call each and is killed: both of a pair are there, or none. */
  @Test
  void changesOfOneCallAreThereTogetherAfterAKill(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("meta.db");
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .start();
    try (var output = writer.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.equals("written 50")) {
          break;
        }
      }
      writer.destroyForcibly();
      assertThat(writer.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }
    try (ObjectStore store = ObjectStore.open(file)) {
      int objects = store.list("Pod", Optional.empty()).size();
      assertThat(objects).isGreaterThanOrEqualTo(50);
      assertThat(store.states()).hasSize(objects);
    }
  }

  /** The process that is killed. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] args) {
      try (ObjectStore store = ObjectStore.open(Path.of(args[0]))) {
        for (int i = 0; i < 1_000_000; i++) {
          StoredObject pod = object("Pod", "p" + i);
          store.write(
              false,
              List.of(
                  new Change.Put(pod),
                  new Change.PutState(pod.uid(), JsonNodeFactory.instance.objectNode())));
          System.out.println("written " + i);
        }
      }
    }
  }

  private static void assertCode(Path file, ErrorCode code) {
    assertThatThrownBy(() -> ObjectStore.open(file).close())
        .isInstanceOfSatisfying(CarobException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  static StoredObject object(String kind, String name) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("kind", kind);
    tree.putObject("metadata")
        .put("namespace", "default")
        .put("name", name)
        .put("uid", "uid-" + name);
    StoredObject object = StoredObject.of(tree);
    assertThat(object.key()).isEqualTo(new ResourceKey(kind, "default", name));
    return object;
  }
}
