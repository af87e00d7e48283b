package io.carob.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = "Imports, exports, makes, pulls, pushes, shows, names and removes images.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ImageCommand.Import.class,
      BuildCommands.Export.class,
      BuildCommands.Append.class,
      BuildCommands.Commit.class,
      RegistryCommands.Pull.class,
      RegistryCommands.Push.class,
      RegistryCommands.Tags.class,
      RegistryCommands.Catalog.class,
      RegistryCommands.Referrers.class,
      ImageCommand.Ls.class,
      ImageCommand.Inspect.class,
      ImageCommand.Rm.class,
      ImageCommand.Tag.class,
      ImageCommand.Verify.class,
      ImageCommand.Label.class
    })
final class ImageCommand extends CommandGroup {

  @Command(
      name = "import",
      description = "Imports an OCI layout, a docker-archive or a root file system.",
      footer = {
        "",
        "A tar of a root file system is told by its first entries; --rootfs says so where they do",
        "not. It needs a name, and the options from --entrypoint on are for it.",
        "",
        "Examples:",
        "  carob image import web.tar --name demo/web:1.0",
        "  docker save demo/web:1.0 | carob image import -",
        "  carob image import rootfs.tar demo/base:1 --cmd /bin/sh"
      })
  static final class Import extends ClientCommand {

    @Parameters(
        index = "0",
        paramLabel = "FILE",
        description = "File or folder, or - for the input.")
    private String source = "";

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "NAME",
        description = "The name to give it; the archive's own by default.")
    private @Nullable String given;

    @Option(names = "--name", paramLabel = "NAME", description = "The same as NAME.")
    private @Nullable String name;

    @Option(names = "--rootfs", description = "It is a root file system.")
    private boolean rootfs;

    @Mixin private SnapshotterOption snapshotter = new SnapshotterOption();

    @Mixin private ChangeOptions changes = new ChangeOptions();

    @Mixin private ProgressOption progress = new ProgressOption();

    @Override
    public Integer call() throws IOException {
      boolean input = source.equals("-");
      Target target =
          new Target("images", "import")
              .with("source", input ? "-" : Path.of(source).toAbsolutePath().normalize())
              .with("name", given == null ? name : given)
              .with("snapshotter", snapshotter.name)
              .flag("rootfs", rootfs);
      changes.addTo(target, terminal());
      try (Http http =
          input
              ? root().upload(target, terminal().in())
              : root().send("POST", target, Root.NO_BODY, 0)) {
        if (http.status() >= 300) {
          throw root().failure(http);
        }
        return progress.copy(http, terminal());
      }
    }
  }

  @Command(name = "ls", aliases = "list", description = "Lists the images.")
  static final class Ls extends ClientCommand {
    @Mixin private OutputOption output = new OutputOption();

    @Override
    public Integer call() throws IOException {
      return root().call("GET", new Target("images").with("output", output.form));
    }
  }

  @Command(name = "inspect", description = "Shows an image at length.")
  static final class Inspect extends ClientCommand {
    @Parameters(paramLabel = "IMAGE", description = "Name, digest, or its first digits.")
    private String image = "";

    @Mixin private OutputOption output = new OutputOption();

    @Override
    public Integer call() throws IOException {
      return root()
          .call(
              "GET",
              new Target("images", "inspect").with("name", image).with("output", output.form));
    }
  }

  @Command(name = "rm", description = "Takes names away; with its last name an image goes.")
  static final class Rm extends ClientCommand {
    @Parameters(paramLabel = "IMAGE", arity = "1..*", description = "Names or digests.")
    private List<String> images = List.of();

    @Override
    public Integer call() throws IOException {
      int code = 0;
      for (String image : images) {
        Target target = new Target("images").with("name", image);
        code = Math.max(code, root().callPatiently("DELETE", target, Root.NO_BODY));
      }
      return code;
    }
  }

  @Command(name = "tag", description = "Gives an image one more name; takes it from another.")
  static final class Tag extends ClientCommand {
    @Parameters(
        index = "0",
        paramLabel = "IMAGE",
        description = "Name, digest, or its first digits.")
    private String image = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "The new name.")
    private String name = "";

    @Override
    public Integer call() throws IOException {
      return root().call("POST", new Target("images", "tag").with("name", image).with("to", name));
    }
  }

  @Command(
      name = "verify",
      description = "Compares blobs and unpacked layers with what their digests say.",
      footer = {
        "",
        "Without IMAGE, all images. --repair unpacks a damaged layer again from its blob, beside"
            + " the",
        "damaged one; a layer below a running container is left, and named. A damaged blob comes",
        "anew from the registry of the image's names; where that fails it is deleted, so that the",
        "next import or pull brings it. Exit code 1 when a fault is left."
      })
  static final class Verify extends ClientCommand {
    @Parameters(
        paramLabel = "IMAGE",
        arity = "0..1",
        description = "Name, digest, or its first digits.")
    private @Nullable String image;

    @Option(names = "--repair", description = "Mend what is damaged.")
    private boolean repair;

    @Mixin private OutputOption output = new OutputOption();

    @Override
    public Integer call() throws IOException {
      Target target =
          new Target("images", "verify")
              .with("name", image)
              .flag("repair", repair)
              .with("output", output.form);
      return root().callPatiently("POST", target, Root.NO_BODY);
    }
  }

  @Command(
      name = "label",
      description = "Shows or changes the labels of an image on this node.",
      footer = {
        "",
        "An image with the label carob.io/pin stays whatever `carob gc` collects.",
        "",
        "Examples:",
        "  carob image label demo/base:1 carob.io/pin=base",
        "  carob image label demo/base:1 carob.io/pin-"
      })
  static final class Label extends ClientCommand {
    @Parameters(
        index = "0",
        paramLabel = "IMAGE",
        description = "Name, digest, or its first digits.")
    private String image = "";

    @Parameters(
        index = "1..*",
        arity = "0..*",
        paramLabel = "LABEL",
        description = "key=value to set one, key- to drop one.")
    private List<String> labels = List.of();

    @Mixin private OutputOption output = new OutputOption();

    @Override
    public Integer call() throws IOException {
      Target target = new Target("images", "label").with("name", image).with("output", output.form);
      labels.forEach(label -> target.with("label", label));
      return root().call("POST", target);
    }
  }
}
