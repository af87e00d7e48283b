package io.carob.jarcheck;

import io.carob.api.Mount;
import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.OpenFile;
import io.carob.linux.fs.RootDirectory;
import io.carob.linux.mount.Mounts;
import io.carob.linux.process.ExitStatus;
import io.carob.linux.process.Namespace;
import io.carob.linux.process.NamespaceRequest;
import io.carob.linux.process.Namespaces;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes native calls of each kind and prints one line. */
public final class Program {

  private Program() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    long size =
        Namespaces.runWithPrivateMounts(
            () -> {
              Mounts.mount(new Mount("tmpfs", "tmpfs", List.of("size=1m")), folder);
              return writeInto(folder);
            });
    ExitStatus exit =
        Namespaces.spawn(
                new NamespaceRequest(
                    Set.of(Namespace.PID, Namespace.NETWORK),
                    Map.of(),
                    Optional.empty(),
                    true,
                    List.of("/bin/sh", "-c", "exit $$"),
                    List.of()))
            .onExit()
            .get();
    Module module = FileStat.class.getModule();
    System.out.println("module " + module.getName() + " size " + size + " exit " + exit.code());
  }

  private static long writeInto(Path folder) {
    byte[] bytes = "content".getBytes(StandardCharsets.UTF_8);
    try (RootDirectory root = RootDirectory.open(folder);
        OpenFile file = root.createFile("f", 0600)) {
      file.write(bytes, 0, bytes.length);
      return root.stat("f").size();
    }
  }
}
