package io.carob.it;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** What the threads of a service do. */
final class ServiceThreads {

  private static final Pattern BETWEEN = Pattern.compile("\n\n");

  private ServiceThreads() {}

  /**
   * Whether one of them waits for a driver.
   *
   * @param below the package or class that asked for the driver
   */
  static boolean oneWaitsForADriver(CarobService carob, String below) {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    String threads =
        CarobService.run(
                new ProcessBuilder(
                    jcmd.toString(), Long.toString(carob.servicePid()), "Thread.print"),
                "")
            .ok()
            .out();
    return BETWEEN
        .splitAsStream(threads)
        .anyMatch(one -> one.contains("DriverCallers.awaitChange") && one.contains(below));
  }
}
