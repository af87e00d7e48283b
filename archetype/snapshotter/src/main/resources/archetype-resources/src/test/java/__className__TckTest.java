package ${package};

import io.carob.tck.snapshot.SnapshotDriverTck;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The whole contract; the folder must lie on a file system that the driver works on. */
class ${className}TckTest extends SnapshotDriverTck {

  ${className}TckTest(@TempDir Path data) {
    super(${className}::new, data);
  }
}
