package io.carob.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = "Shows resources: pods, deployments, configmaps, images, volumes, events, …",
    footer = {
      "",
      "Examples:",
      "  carob get pods -o wide",
      "  carob get deployment web -o yaml",
      "  carob get pods -l app=web",
      "  carob get images"
    })
final class GetCommand extends ClientCommand {

  @Parameters(index = "0", paramLabel = "KIND", description = "Kind, or KIND/NAME.")
  private String kind = "";

  @Parameters(index = "1..*", paramLabel = "NAME", description = "Only these.", arity = "0..*")
  private List<String> names = List.of();

  @Mixin private NamespaceOption namespace = new NamespaceOption();
  @Mixin private OutputOption output = new OutputOption();

  @Option(
      names = {"-A", "--all-namespaces"},
      description = "In all namespaces.")
  private boolean all;

  @Option(
      names = {"-l", "--selector"},
      paramLabel = "LABELS",
      description = "Only with these labels: app=web, tier!=db, app, !app; joined by commas.")
  private @Nullable String selector;

  @Override
  public Integer call() throws IOException {
    String own = own(kind);
    if (own != null) {
      Target target = new Target(own).with("output", output.form);
      if (own.equals("volumes") || own.equals("events")) {
        target.with("namespace", all ? null : namespace.orDefault());
      } else if (own.equals("images") && !names.isEmpty()) {
        target.with("name", names.get(0));
      }
      if (selector != null) {
        throw usage("-l is for kinds that have labels, and " + own + " have none");
      }
      return root().call("GET", target);
    }
    int slash = kind.indexOf('/');
    List<String> wanted = new ArrayList<>(names);
    if (slash > 0) {
      wanted.add(0, kind.substring(slash + 1));
      kind = kind.substring(0, slash);
    }
    for (String name : wanted) {
      if (name.indexOf('/') >= 0) {
        throw usage("\"" + kind + " " + name + "\": write KIND NAME or KIND/NAME, not both");
      }
    }
    if (!wanted.isEmpty() && selector != null) {
      throw usage("Give either names or -l");
    }
    if (wanted.isEmpty()) {
      return root()
          .call(
              "GET",
              new Target("resources", kind)
                  .with("namespace", all ? null : namespace.orDefault())
                  .with("labelSelector", selector)
                  .with("output", output.form));
    }
    int code = 0;
    for (String name : wanted) {
      Target target = new Target("resources", kind, namespace.orDefault(), name);
      code = Math.max(code, root().call("GET", target.with("output", output.form)));
    }
    return code;
  }

  private static @Nullable String own(String kind) {
    return switch (kind.toLowerCase(Locale.ROOT)) {
      case "image", "images" -> "images";
      case "snapshot", "snapshots" -> "snapshots";
      case "volume", "volumes" -> "volumes";
      case "driver", "drivers" -> "drivers";
      case "bundle", "bundles" -> "bundles";
      case "event", "events", "ev" -> "events";
      default -> null;
    };
  }
}
