package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A driver of somebody else's without OSGi: its jar lies beside the others, nothing names it but
 * the pod, and the pod runs on it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StrangersDriverIT {

  /** Prints what its pod says, and which snapshot driver the pod ran on. */
  private static final String PROGRAM =
      """
      package stranger;

      import io.carob.api.embed.Carob;
      import io.carob.api.image.ImportProgress;
      import io.carob.api.pod.LogRequest;
      import io.carob.api.pod.ResourceKey;
      import java.io.InputStream;
      import java.nio.file.Path;
      import java.time.Duration;
      import java.util.Optional;
      import java.util.concurrent.CountDownLatch;
      import java.util.concurrent.TimeUnit;

      public class Stranger {
        static final String POD =
            "{apiVersion: v1, kind: Pod, metadata: {name: guest, annotations:"
                + " {carob.io/snapshotter: plain}}, spec: {restartPolicy: Never, containers:"
                + " [{name: main, image: 'demo/busybox:1.0', command: [sh, -c,"
                + " 'echo mine > /own; cat /own']}]}}";

        public static void main(String[] args) throws Exception {
          CountDownLatch done = new CountDownLatch(1);
          try (Carob carob =
              Carob.builder()
                  .root(Path.of(args[0], "root"))
                  .run(Path.of(args[0], "run"))
                  .cgroup(args[2])
                  .set("io.carob.sandbox", "cni.conf.dir", args[0] + "/no-network")
                  .start()) {
            carob
                .resources()
                .watch(
                    key ->
                        carob
                            .pods()
                            .find("default", "guest")
                            .filter(pod -> pod.phase().equals("Succeeded"))
                            .ifPresent(pod -> done.countDown()));
            carob.images().importArchive(Path.of(args[1]), Optional.empty(), ImportProgress.NONE);
            carob.resources().apply(POD, "default", false);
            if (done.await(2, TimeUnit.MINUTES)) {
              LogRequest request = LogRequest.of("default", "guest").build();
              try (InputStream log = carob.pods().log(request)) {
                log.transferTo(System.out);
              }
              carob
                  .snapshots()
                  .list(Optional.of("plain"))
                  .forEach(snapshot -> System.out.println("plain: " + snapshot.kind()));
            }
            ResourceKey guest = new ResourceKey("Pod", "default", "guest");
            carob.resources().delete(guest, Optional.of(Duration.ZERO)).join();
          }
        }
      }
      """;

  private Path base;
  private Path lib;
  private Path program;

  @BeforeAll
  void compile(@TempDir Path folder) throws IOException {
    base = folder;
    lib = EmbeddedJars.copy(folder.resolve("lib"));
    Files.copy(EmbeddedJars.example("snapshotter-plain"), lib.resolve("plain.jar"));
    Path main = Files.createDirectories(folder.resolve("src/stranger")).resolve("Stranger.java");
    Path module = folder.resolve("src/module-info.java");
    Files.writeString(main, PROGRAM);
    Files.writeString(module, "module stranger { requires io.carob.api; }");
    program = folder.resolve("program");
    EmbeddedJars.tool(
        "javac",
        List.of(
            "-p",
            EmbeddedJars.api(lib),
            "-d",
            program.toString(),
            main.toString(),
            module.toString()));
  }

  @Test
  void theClassPath() {
    runs("class", "-cp", program + File.pathSeparator + lib + "/*", "stranger.Stranger");
  }

  @Test
  void theModulePath() {
    runs("module", "-p", lib + File.pathSeparator + program, "-m", "stranger/stranger.Stranger");
  }

  private void runs(String home, String... args) {
    Path folder = base.resolve(home);
    String cgroup = "/carob-it-" + ProcessHandle.current().pid() + "-stranger-" + home;
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=" + base));
    command.addAll(List.of(args));
    command.addAll(
        List.of(folder.toString(), CarobService.DEMO.resolve("busybox").toString(), cgroup));
    CarobService.Result result = CarobService.run(new ProcessBuilder(command), "");
    assertThat(result.ok().out()).contains("mine\n", "plain: COMMITTED\n", "plain: ACTIVE\n");
    new Leftovers(folder, cgroup).assertNone();
    assertThat(folder.resolve("root/pods")).isEmptyDirectory();
  }
}
