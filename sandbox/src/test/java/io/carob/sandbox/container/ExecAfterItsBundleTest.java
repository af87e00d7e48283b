package io.carob.sandbox.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carob.api.sandbox.ExecSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands go on when the bundle that began them is replaced. */
@Timeout(60)
class ExecAfterItsBundleTest {

  private static final String NOTHING = "";

  @TempDir Path folder = Path.of("");
  private final Bundle bundle = new Bundle();

  @Test
  void anExitCodeIsToldByAClosedBundle() throws Exception {
    ExecSession session = begin("read code; exit $code", NOTHING);
    assertThat(session.outlivesDriver()).isTrue();
    bundle.closed = true;
    end(session, 7);
    assertThat(session.exit().get(50, TimeUnit.SECONDS)).isEqualTo(7);
  }

  @Test
  void whatTheRuntimeComplainedOfIsReadByAClosedBundle() throws Exception {
    ExecSession session =
        begin("read code; exit $code", "level=error msg=\"exec: no such file or directory\"");
    bundle.closed = true;
    end(session, 1);
    assertThat(session.exit().get(50, TimeUnit.SECONDS)).isEqualTo(127);
    assertThat(folder.resolve("exec")).isEmptyDirectory();
  }

  @Test
  void whatCouldNotBeRehearsedIsRehearsedByTheNextCommand() throws Exception {
    Files.writeString(folder.resolve("exec"), "no folder");
    assertThatThrownBy(() -> begin("exit 0", NOTHING)).isInstanceOf(UncheckedIOException.class);
    Files.delete(folder.resolve("exec"));
    ExecSession session =
        begin("read code; exit $code", "level=error msg=\"exec: no such file or directory\"");
    bundle.closed = true;
    end(session, 1);
    assertThat(session.exit().get(50, TimeUnit.SECONDS)).isEqualTo(127);
  }

  @Test
  void aClosedBundleEndsItsCommands() throws Exception {
    ExecSession session = begin("exec sleep 1000", NOTHING);
    bundle.closed = true;
    session.close();
    assertThat(session.exit().get(50, TimeUnit.SECONDS)).isNotZero();
  }

  private static void end(ExecSession session, int code) throws IOException {
    session.stdin().write((code + "\n").getBytes(StandardCharsets.US_ASCII));
    session.stdin().close();
  }

  @SuppressWarnings("unchecked") // of what Begin is
  private ExecSession begin(String script, String log) throws ReflectiveOperationException {
    Object begin =
        bundle.loadClass(Begin.class.getName()).getConstructor(Path.class).newInstance(folder);
    return ((BiFunction<String, String, ExecSession>) begin).apply(script, log);
  }

  /** Begins a command as the runtime does; loaded by the bundle. */
  public static final class Begin implements BiFunction<String, String, ExecSession> {
    private final ContainerFiles container;

    /** Made by reflection. */
    public Begin(Path folder) {
      container = new ContainerFiles("c", folder);
    }

    @Override
    public ExecSession apply(String script, String log) {
      try {
        ExecProcess.rehearse(container);
        ExecFiles own = ExecFiles.make(container);
        Process process = new ProcessBuilder("sh", "-c", script).start();
        Files.writeString(own.pid(), Long.toString(process.pid()));
        Files.writeString(own.log(), log);
        return new ExecProcess(process, own);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The classes of this module once more; none is to be had when it is closed. */
  private static final class Bundle extends ClassLoader {
    volatile boolean closed;

    Bundle() {
      super(ExecAfterItsBundleTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (closed && !name.startsWith("java.")) {
        throw new ClassNotFoundException(name + ": the bundle is closed");
      }
      if (!name.startsWith("io.carob.sandbox.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        return known == null ? define(name) : known;
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
