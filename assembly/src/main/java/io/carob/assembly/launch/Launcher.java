package io.carob.assembly.launch;

import io.carob.assembly.jar.BundleManifest;
import io.carob.assembly.upgrade.DataVersion;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarFile;
import org.osgi.framework.BundleException;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/**
 * The service's main class: {@code serve} runs the Felix assembly in the foreground until it is
 * told to stop; {@code check} looks at the host and ends.
 *
 * <p>Exit codes: 0 an orderly end, 1 it could not start or a check failed, 2 wrong usage.
 */
public final class Launcher {

  private Launcher() {}

  /** Runs the launcher; {@code carob.home} names the distribution's folder. */
  public static void main(String[] args) {
    System.exit(run(List.of(args)));
  }

  private static int run(List<String> args) {
    Options options;
    try {
      Path home = Path.of(System.getProperty("carob.home", ".")).toAbsolutePath();
      options = Options.parse(args, System.getenv(), home);
    } catch (Options.UsageException e) {
      System.err.println("carob: " + e.getMessage());
      System.err.print(Options.USAGE);
      return 2;
    }
    if (!Files.isDirectory(options.conf())) {
      System.err.println(
          "carob: there is no configuration folder "
              + options.conf()
              + ". Make it, or choose another with --conf or CAROB_CONF");
      return 1;
    }
    try {
      LogSettings log = LogSettings.read(options.conf());
      log.apply();
      return options.mode().equals("check") ? check(options) : serve(options, log);
    } catch (IOException | BundleException e) {
      System.err.println("carob: cannot start: " + e.getMessage());
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private static int serve(Options options, LogSettings log)
      throws IOException, BundleException, InterruptedException {
    if (!isRoot()) {
      System.err.println(
          "carob: the service needs root: mounts, namespaces and cgroups are made by root. Start it"
              + " with sudo, or by the systemd unit");
      return 1;
    }
    makePrivate(options.root(), "--root");
    makePrivate(options.run(), "--run");
    Optional<ServiceLock> rootLock = ServiceLock.tryLock(options.root());
    if (rootLock.isEmpty()) {
      return refuse(options.root(), "--root");
    }
    try (ServiceLock root = rootLock.get()) {
      Optional<ServiceLock> runLock = ServiceLock.tryLock(options.run());
      if (runLock.isEmpty()) {
        return refuse(options.run(), "--run");
      }
      try (ServiceLock run = runLock.get();
          Ahead ahead = new Ahead()) {
        Ahead.Coming<ILoggerFactory> opened = ahead.make(LoggerFactory::getILoggerFactory);
        Optional<String> before = DataVersion.take(options.root(), release());
        if (before.isPresent()) {
          opened.await();
          LoggerFactory.getLogger(Launcher.class)
              .info(
                  "{} was last used by Carob {}, now by {}",
                  options.root(),
                  before.get(),
                  release());
        }
        NativeFolder.use(options.run());
        return Assembly.run(options, log.levels(), ahead, opened);
      }
    }
  }

  /** The version of the jar that this runs from. */
  private static String release() throws IOException {
    var source = Launcher.class.getProtectionDomain().getCodeSource();
    if (source != null && source.getLocation().getPath().endsWith(".jar")) {
      try (JarFile jar =
          new JarFile(Path.of(URI.create(source.getLocation().toString())).toFile())) {
        return BundleManifest.of(Path.of(jar.getName()), jar.getManifest()).version().toString();
      }
    }
    return "unknown";
  }

  private static int check(Options options)
      throws IOException, BundleException, InterruptedException {
    System.setProperty("carob.log.level", "WARN"); // standard output is for the findings
    Path scratch = Files.createTempDirectory("carob-check-");
    try (Ahead ahead = new Ahead()) {
      Options isolated =
          new Options(
              "check",
              options.home(),
              makePrivate(scratch.resolve("root"), "java.io.tmpdir"),
              makePrivate(scratch.resolve("run"), "java.io.tmpdir"),
              "/carob-check",
              options.conf(),
              options.drivers());
      return Assembly.run(isolated, Map.of(), ahead, ahead.make(LoggerFactory::getILoggerFactory));
    } finally {
      Assembly.deleteTree(scratch);
    }
  }

  private static int refuse(Path folder, String option) throws IOException {
    String pid = Files.readString(folder.resolve("carob.lock")).strip();
    System.err.println(
        "carob: a service (process "
            + pid
            + ") already runs on "
            + folder
            + ". Stop it with `carob stop`, or choose another folder with "
            + option);
    return 1;
  }

  private static boolean isRoot() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
  }

  static Path makePrivate(Path folder, String option) throws IOException {
    boolean shared;
    try {
      Files.createDirectories(folder);
      shared = Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_WRITE);
      if (!shared) {
        // Containers' users pass through to their mounts; nobody else may list.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
      }
    } catch (IOException e) {
      throw new IOException(folder + " " + why(e) + " choose another with " + option, e);
    }
    if (shared) {
      throw new IOException(
          folder
              + " may be written by all users, so it is not the service's alone: choose a folder in"
              + " it, such as "
              + folder.resolve("carob")
              + ", with "
              + option);
    }
    return folder;
  }

  private static String why(IOException e) {
    if (e instanceof FileAlreadyExistsException) {
      return "cannot be a folder: a file is in its place. Remove it, or";
    }
    if (e instanceof FileSystemException file && "Read-only file system".equals(file.getReason())) {
      return "cannot be written: its file system is mounted read-only. Mount it read-write (`mount"
          + " -o remount,rw`; if it became so by itself, dmesg says why), or";
    }
    return "cannot be a folder: " + e + ". Mend that, or";
  }
}
