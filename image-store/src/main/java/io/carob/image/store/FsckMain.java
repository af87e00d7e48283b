package io.carob.image.store;

import io.carob.api.CarobException;
import io.carob.api.storage.Finding;
import io.carob.image.store.check.RestingCheck;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code carob fsck} without a service: looks at a store, and changes nothing. */
public final class FsckMain {

  private FsckMain() {}

  /**
   * Checks a store.
   *
   * @param args the node's durable folder, then maybe {@code --quick}
   */
  public static void main(String[] args) {
    boolean quick = args.length > 1 && args[1].equals("--quick");
    System.exit(run(Path.of(args[0]).toAbsolutePath().normalize(), quick, System.out, System.err));
  }

  static int run(Path root, boolean quick, PrintStream out, PrintStream err) {
    if (!Files.exists(root.resolve("meta.db"))) {
      err.println("carob: there is no store in " + root + ". Name another with --root");
      return 1;
    }
    try (RootLock lock = RootLock.take(root)) {
      assert lock != null;
      List<Finding> findings =
          RestingCheck.run(ImageStore.real(root), new LinuxHost().bootId(), quick);
      for (Finding one : findings) {
        out.println(one.rule() + ": " + one.subject() + ": " + one.found());
        out.println("    " + one.action());
      }
      out.println(findings.isEmpty() ? "no faults" : findings.size() + " faults");
      return findings.isEmpty() ? 0 : 1;
    } catch (CarobException e) {
      err.println("carob: " + e.getMessage());
      return 1;
    }
  }
}
