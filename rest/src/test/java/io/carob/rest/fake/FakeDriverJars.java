package io.carob.rest.fake;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.node.DriverJars;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A folder that refuses every jar but those of a good name. */
public final class FakeDriverJars implements DriverJars {

  private final List<Jar> jars = new CopyOnWriteArrayList<>();

  @Override
  public List<Jar> list() {
    return List.copyOf(jars);
  }

  /** Lays a jar into the folder that is refused. */
  public void lay(String file, String reason) {
    jars.add(new Jar(Path.of("/drivers", file), "", "", State.REFUSED, reason, List.of()));
  }

  /** Lays a jar into the folder that runs, unless there is a reason why not. */
  public void lay(String file, String reason, String bundle, String driver) {
    jars.add(
        new Jar(
            Path.of("/drivers", file), bundle, "1.0.0", State.RUNNING, reason, List.of(driver)));
  }

  @Override
  public Jar install(Path jar) {
    if (!jar.getFileName().toString().startsWith("good")) {
      throw new CarobException(
          ErrorCode.FAILED_PRECONDITION, "jar " + jar + " was not installed: it is bad");
    }
    Jar installed =
        new Jar(
            Path.of("/drivers/io.acme.good.jar"),
            "io.acme.good",
            "1.0.0",
            State.RUNNING,
            "",
            List.of("volume/good"));
    remove(installed.file());
    jars.add(installed);
    return installed;
  }

  @Override
  public void remove(Path file) {
    jars.removeIf(jar -> jar.file().equals(file));
  }
}
