package io.carob.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The subcommands of {@code carob image} that talk to registries. */
final class RegistryCommands {

  private RegistryCommands() {}

  @Command(
      name = "pull",
      description = "Pulls an image from its registry.",
      footer = {
        "",
        "Examples:",
        "  carob image pull docker.io/library/busybox:1.36",
        "  carob image pull 127.0.0.1:5000/demo/web@sha256:..."
      })
  static final class Pull extends ClientCommand {

    @Parameters(paramLabel = "NAME", description = "The image, with its registry.")
    private String name = "";

    @Option(
        names = "--platform",
        paramLabel = "OS/ARCH",
        description = "Such as linux/arm64; the host's by default.")
    private @Nullable String platform;

    @Mixin private SnapshotterOption snapshotter = new SnapshotterOption();

    @Mixin private ProgressOption progress = new ProgressOption();

    @Override
    public Integer call() throws IOException {
      return progress.told(
          this,
          new Target("images", "pull")
              .with("name", name)
              .with("platform", platform)
              .with("snapshotter", snapshotter.name));
    }
  }

  @Command(
      name = "push",
      description = "Pushes an image to a registry.",
      footer = {"", "Example:", "  carob image push demo/web:1 registry.example/demo/web:1"})
  static final class Push extends ClientCommand {

    @Parameters(
        index = "0",
        paramLabel = "IMAGE",
        description = "Name, digest, or its first digits.")
    private String image = "";

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "NAME",
        description = "Where to, with the registry; IMAGE by default.")
    private @Nullable String to;

    @Mixin private ProgressOption progress = new ProgressOption();

    @Override
    public Integer call() throws IOException {
      return progress.told(this, new Target("images", "push").with("name", image).with("to", to));
    }
  }

  @Command(name = "tags", description = "Lists the tags of a repository in a registry.")
  static final class Tags extends ClientCommand {

    @Parameters(paramLabel = "REPOSITORY", description = "Such as registry.example/demo/web.")
    private String repository = "";

    @Mixin private OutputOption output = new OutputOption();

    @Override
    public Integer call() throws IOException {
      return root()
          .callPatiently(
              "GET",
              new Target("registry", "tags").with("name", repository).with("output", output.form),
              Root.NO_BODY);
    }
  }

  @Command(name = "catalog", description = "Lists the repositories of a registry.")
  static final class Catalog extends ClientCommand {

    @Parameters(paramLabel = "REGISTRY", description = "Host and port of the registry.")
    private String registry = "";

    @Mixin private OutputOption output = new OutputOption();

    @Override
    public Integer call() throws IOException {
      return root()
          .callPatiently(
              "GET",
              new Target("registry", "catalog")
                  .with("registry", registry)
                  .with("output", output.form),
              Root.NO_BODY);
    }
  }

  @Command(
      name = "referrers",
      description = "Lists what refers to an image in its registry, as signatures do.")
  static final class Referrers extends ClientCommand {

    @Parameters(paramLabel = "NAME", description = "The image, with its registry.")
    private String name = "";

    @Option(
        names = "--artifact-type",
        paramLabel = "TYPE",
        description = "Only those of this type.")
    private @Nullable String type;

    @Mixin private OutputOption output = new OutputOption();

    @Override
    public Integer call() throws IOException {
      return root()
          .callPatiently(
              "GET",
              new Target("registry", "referrers")
                  .with("name", name)
                  .with("artifactType", type)
                  .with("output", output.form),
              Root.NO_BODY);
    }
  }
}
