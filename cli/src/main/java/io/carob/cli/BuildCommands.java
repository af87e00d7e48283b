package io.carob.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The subcommands of {@code carob image} that make images and write them out. */
final class BuildCommands {

  private BuildCommands() {}

  @Command(
      name = "export",
      description = "Writes images into an archive that other tools read.",
      footer = {
        "",
        "FILE must not be there yet; it appears when it is complete, readable by root alone. The",
        "same image gives the same bytes. Formats: oci-archive (a tar of an OCI layout), oci (the",
        "layout as a folder), docker-archive (for docker load).",
        "",
        "Examples:",
        "  carob image export demo/web:1 -o web.tar",
        "  carob image export demo/web:1 --format docker-archive -o - | docker load"
      })
  static final class Export extends ClientCommand {

    @Parameters(
        paramLabel = "IMAGE",
        arity = "1..*",
        description = "Names, digests, or their first digits.")
    private List<String> images = List.of();

    @Option(
        names = {"-o", "--output"},
        required = true,
        paramLabel = "FILE",
        description = "Where to, or - for the output.")
    private String output = "";

    @Option(
        names = "--format",
        paramLabel = "FORMAT",
        description = "oci-archive, oci or docker-archive (default: oci-archive).")
    private @Nullable String format;

    @Mixin private ProgressOption progress = new ProgressOption();

    @Override
    public Integer call() throws IOException {
      boolean stream = output.equals("-");
      if (stream && Terminal.outIsTerminal()) {
        throw usage(
            "an archive is not for the terminal: use -o FILE, or lead the output elsewhere");
      }
      Target target = new Target("images", "export");
      images.forEach(image -> target.with("name", image));
      target
          .with("target", stream ? "-" : Path.of(output).toAbsolutePath().normalize())
          .with("format", format);
      return stream
          ? root().callPatiently("POST", target, Root.NO_BODY)
          : progress.told(this, target);
    }
  }

  @Command(
      name = "append",
      description = "Makes an image from another one and further layers.",
      footer = {
        "",
        "Without --layer only the configuration changes. BASE may be '' for an image of these",
        "layers alone.",
        "",
        "Examples:",
        "  carob image append demo/web:1 demo/web:2 --layer site.tar",
        "  carob image append demo/web:1 demo/web:debug --env DEBUG=1 --entrypoint /bin/web"
      })
  static final class Append extends ClientCommand {

    @Parameters(
        index = "0",
        paramLabel = "BASE",
        description = "The image below: name, digest, or its first digits.")
    private String base = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "The new image's name.")
    private String name = "";

    @Option(
        names = "--layer",
        paramLabel = "FILE",
        description = "A tar, plain, gzip or zstd, or a folder; repeat it, lowest first.")
    private List<String> layers = List.of();

    @Mixin private ChangeOptions changes = new ChangeOptions();

    @Mixin private ProgressOption progress = new ProgressOption();

    @Override
    public Integer call() throws IOException {
      Target target = new Target("images", "append").with("base", base).with("to", name);
      layers.forEach(layer -> target.with("layer", Path.of(layer).toAbsolutePath().normalize()));
      changes.addTo(target, terminal());
      return progress.told(this, target);
    }
  }

  @Command(
      name = "commit",
      description = "Makes an image from what a container has changed.",
      footer = {
        "",
        "The container goes on running meanwhile: what is being written comes as far as it is",
        "written. Volumes are not part of the image.",
        "",
        "Examples:",
        "  carob image commit web demo/web:fixed",
        "  carob image commit web/nginx demo/web:fixed --comment 'new certificates'"
      })
  static final class Commit extends ClientCommand {

    @Parameters(
        index = "0",
        paramLabel = "POD[/CONTAINER]",
        description = "The container; of a pod with one, the pod is enough.")
    private String pod = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "The new image's name.")
    private String name = "";

    @Mixin private NamespaceOption namespace = new NamespaceOption();

    @Mixin private ContainerOption container = new ContainerOption();

    @Mixin private ChangeOptions changes = new ChangeOptions();

    @Mixin private ProgressOption progress = new ProgressOption();

    @Override
    public Integer call() throws IOException {
      String word = PodWord.name(pod);
      int slash = word.indexOf('/');
      Target target =
          new Target("images", "commit")
              .with("namespace", namespace.orDefault())
              .with("pod", slash < 0 ? word : word.substring(0, slash))
              .with("container", slash < 0 ? container.name : word.substring(slash + 1))
              .with("to", name);
      changes.addTo(target, terminal());
      return progress.told(this, target);
    }
  }
}
