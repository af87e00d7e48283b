package io.carob.it;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The distribution's command, run in this JVM out of the distribution's own jar: half a second of a
 * processor less for each call than a process of its own. What a process shows, such as its script,
 * its streams and its end, is the matter of {@link CarobService#process}.
 */
final class InsideCommand {

  /** What does no more than ask the service. The others start processes or end with their own. */
  private static final Set<String> CLIENTS =
      Set.of(
          "apply",
          "bundle",
          "config",
          "delete",
          "describe",
          "df",
          "events",
          "exec",
          "gc",
          "get",
          "health",
          "image",
          "inspect",
          "logs",
          "scale",
          "sharing",
          "snapshot",
          "status",
          "volume",
          "wait");

  /** What looks for itself where no service answers, in a process of its own. */
  private static final Set<String> CLIENTS_IF_SERVED = Set.of("check", "fsck", "gogo", "log");

  private static final Set<String> CLIENTS_OF_DRIVERS = Set.of("describe", "install", "ls", "rm");

  private static final Method RUN;
  private static final Constructor<?> TERMINAL;

  static {
    try {
      // Its classes are its own: nothing of the class path of the tests is seen.
      URL[] jar = {CarobService.HOME.resolve("lib/command/carob-cli.jar").toUri().toURL()};
      ClassLoader loader = new URLClassLoader(jar, ClassLoader.getPlatformClassLoader());
      Class<?> terminal = loader.loadClass("io.carob.cli.Terminal");
      RUN =
          loader.loadClass("io.carob.cli.Main").getDeclaredMethod("run", String[].class, terminal);
      RUN.setAccessible(true);
      TERMINAL =
          terminal.getDeclaredConstructor(
              InputStream.class, PrintStream.class, PrintStream.class, Map.class);
      TERMINAL.setAccessible(true);
    } catch (ReflectiveOperationException | java.net.MalformedURLException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private InsideCommand() {}

  /** Whether these words can be run here, with or without a service. */
  static boolean takes(boolean served, String... args) {
    if (args.length == 0) {
      return false;
    }
    if (args[0].equals("driver")) {
      return args.length > 1 && CLIENTS_OF_DRIVERS.contains(args[1]);
    }
    return CLIENTS.contains(args[0]) || (served && CLIENTS_IF_SERVED.contains(args[0]));
  }

  /** Runs the command with this environment and input; fails when it does not end in time. */
  static CarobService.Result run(
      Map<String, String> environment, String input, Duration patience, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    CompletableFuture<Integer> code = new CompletableFuture<>();
    Thread thread =
        new Thread(() -> complete(code, environment, input, out, err, args), "carob " + args[0]);
    thread.setDaemon(true);
    thread.start();
    try {
      int ended = code.get(patience.toSeconds(), TimeUnit.SECONDS);
      return new CarobService.Result(ended, text(out), text(err));
    } catch (TimeoutException e) {
      String where = String.join(" ", args);
      throw new AssertionError("carob " + where + " does not end; printed: " + text(out), e);
    } catch (ExecutionException e) {
      throw new AssertionError("carob " + String.join(" ", args), e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void complete(
      CompletableFuture<Integer> code,
      Map<String, String> environment,
      String input,
      ByteArrayOutputStream out,
      ByteArrayOutputStream err,
      String... args) {
    try {
      byte[] bytes = input.getBytes(StandardCharsets.UTF_8);
      PrintStream print = new PrintStream(out, false, StandardCharsets.UTF_8);
      Object terminal =
          TERMINAL.newInstance(
              new BufferedInputStream(new ByteArrayInputStream(bytes)),
              print,
              new PrintStream(err, true, StandardCharsets.UTF_8),
              environment);
      int ended = (int) RUN.invoke(null, args, terminal);
      print.flush();
      code.complete(ended);
    } catch (ReflectiveOperationException | RuntimeException e) {
      code.completeExceptionally(e);
    }
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
