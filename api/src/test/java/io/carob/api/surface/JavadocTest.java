package io.carob.api.surface;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.DocumentationTool;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Javadoc is made without a warning, and nothing public is without a comment that tells each
 * parameter and the answer.
 */
class JavadocTest {

  /** What a record says of its components is not said again where it checks them. */
  private static final Pattern COMPACT_CONSTRUCTOR = Pattern.compile("\\s*public \\w+ \\{");

  private static final Pattern NO_PARAMETER = Pattern.compile("no @param for \\w+");

  /** How many warnings there were. */
  private static final Set<Diagnostic.Kind> COUNTS = Set.of(Diagnostic.Kind.NOTE);

  @Test
  void javadocHasNothingToSay(@TempDir Path folder) throws IOException {
    Path sources = ApiJar.file("src/main/java");
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    StringWriter printed = new StringWriter();
    DocumentationTool javadoc = ToolProvider.getSystemDocumentationTool();
    boolean done;
    try (StandardJavaFileManager files =
            javadoc.getStandardFileManager(found, Locale.ROOT, StandardCharsets.UTF_8);
        Stream<Path> all = Files.walk(sources)) {
      List<Path> java = all.filter(file -> file.toString().endsWith(".java")).sorted().toList();
      List<String> options =
          List.of(
              "-quiet",
              "-Xdoclint:all",
              "-Xmaxwarns",
              "10000",
              "--class-path",
              System.getProperty("java.class.path"),
              "-overview",
              ApiJar.file("src/main/javadoc/overview.html").toString(),
              "-d",
              folder.toString());
      done =
          javadoc
              .getTask(
                  printed, files, found, null, options, files.getJavaFileObjectsFromPaths(java))
              .call();
    }
    List<String> warnings =
        found.getDiagnostics().stream()
            .filter(diagnostic -> !COUNTS.contains(diagnostic.getKind()))
            .filter(told -> !isSaidAbove(told))
            .map(JavadocTest::words)
            .toList();
    assertThat(warnings).isEmpty();
    assertThat(done).as(printed.toString()).isTrue();
    assertThat(folder.resolve("io/carob/api/snapshot/SnapshotDriver.html")).exists();
  }

  private static boolean isSaidAbove(Diagnostic<? extends JavaFileObject> told) {
    if (!NO_PARAMETER.matcher(told.getMessage(Locale.ROOT)).matches()) {
      return false;
    }
    try {
      List<String> lines = Files.readAllLines(Path.of(told.getSource().toUri()));
      String line = lines.get(Math.toIntExact(told.getLineNumber()) - 1);
      return COMPACT_CONSTRUCTOR.matcher(line).matches();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String words(Diagnostic<? extends JavaFileObject> diagnostic) {
    JavaFileObject source = diagnostic.getSource();
    return "%s:%d: %s: %s"
        .formatted(
            source == null ? "" : source.getName(),
            diagnostic.getLineNumber(),
            diagnostic.getKind(),
            diagnostic.getMessage(Locale.ROOT));
  }
}
