package io.carob.tck.story;

import java.lang.reflect.Constructor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM for a test to kill, with this one's class path. */
public final class ChildJvm {

  /** System properties that tell a suite what it tests; children get them too. */
  private static final String PASSED_ON = "carob.tck.";

  private ChildJvm() {}

  /** The command for it; the caller says where its input comes from and its output goes. */
  public static ProcessBuilder of(Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
    // It lives for a moment: what the second compiler makes would not pay.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith(PASSED_ON))
        .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
    command.addAll(List.of("-cp", System.getProperty("java.class.path", ""), main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }

  /**
   * In it: the author's test class, made as JUnit would.
   *
   * @param <T> the suite
   * @param suite the suite that the class extends
   * @param testClass its name; its only constructor takes no argument or the folder for data
   * @param data the folder for data
   * @return the new test
   * @throws ReflectiveOperationException if it cannot be made
   */
  public static <T> T test(Class<T> suite, String testClass, Path data)
      throws ReflectiveOperationException {
    Constructor<?> constructor = Class.forName(testClass).getDeclaredConstructors()[0];
    constructor.setAccessible(true);
    Object test =
        constructor.getParameterCount() == 0
            ? constructor.newInstance()
            : constructor.newInstance(data);
    return suite.cast(test);
  }
}
