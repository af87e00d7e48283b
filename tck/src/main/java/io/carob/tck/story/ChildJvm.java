package io.carob.tck.story;

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
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith(PASSED_ON))
        .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
    command.addAll(List.of("-cp", System.getProperty("java.class.path", ""), main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }
}
