package io.carob.assembly.drivers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.ExecutionEnvironmentNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.resource.Namespace;

/** What a bundle needs and the framework does not have, in words for people. */
public final class Requirements {

  private static final String API = "io.carob.api";
  private static final Pattern PACKAGE =
      Pattern.compile("\\(" + PackageNamespace.PACKAGE_NAMESPACE + "=([^)]+)\\)");
  private static final Pattern ENVIRONMENT = Pattern.compile("\\(version=([^)]+)\\)");
  private static final Pattern FROM = Pattern.compile("\\(version>=([^)]+)\\)");
  private static final Pattern TO = Pattern.compile("\\(!\\(version>=([^)]+)\\)\\)");

  private Requirements() {}

  /**
   * Compares what an installed bundle requires with what all installed bundles offer.
   *
   * @throws Refusal naming everything that is missing
   */
  public static void check(BundleContext context, Bundle bundle) throws Refusal {
    BundleRevision revision = revision(bundle).orElse(null);
    if (revision == null) {
      return;
    }
    List<BundleCapability> offered =
        Arrays.stream(context.getBundles())
            .map(Requirements::revision)
            .flatMap(Optional::stream)
            .flatMap(r -> r.getDeclaredCapabilities(null).stream())
            .toList();
    List<String> missing = new ArrayList<>();
    for (BundleRequirement requirement : revision.getDeclaredRequirements(null)) {
      if (isMandatory(requirement) && offered.stream().noneMatch(requirement::matches)) {
        missing.add(words(requirement, offered));
      }
    }
    if (!missing.isEmpty()) {
      throw new Refusal(missing.stream().distinct().collect(Collectors.joining("; ")));
    }
  }

  private static Optional<BundleRevision> revision(Bundle bundle) {
    return Optional.ofNullable(bundle.adapt(BundleRevision.class));
  }

  private static boolean isMandatory(BundleRequirement requirement) {
    var directives = requirement.getDirectives();
    return !Namespace.RESOLUTION_OPTIONAL.equals(
            directives.get(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE))
        && !"dynamic".equals(directives.get(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE))
        && Objects.requireNonNullElse(
                directives.get(Namespace.REQUIREMENT_EFFECTIVE_DIRECTIVE),
                Namespace.EFFECTIVE_RESOLVE)
            .equals(Namespace.EFFECTIVE_RESOLVE);
  }

  private static String words(BundleRequirement requirement, List<BundleCapability> offered) {
    String filter =
        Objects.requireNonNullElse(
            requirement.getDirectives().get(Namespace.REQUIREMENT_FILTER_DIRECTIVE), "");
    return switch (requirement.getNamespace()) {
      case PackageNamespace.PACKAGE_NAMESPACE -> needsPackage(filter, offered);
      case ExecutionEnvironmentNamespace.EXECUTION_ENVIRONMENT_NAMESPACE ->
          "needs Java "
              + first(ENVIRONMENT, filter).orElse(filter)
              + ", this is Java "
              + Runtime.version().feature();
      default -> "needs " + requirement.getNamespace() + " " + filter + ", which nothing here has";
    };
  }

  private static String needsPackage(String filter, List<BundleCapability> offered) {
    String name = first(PACKAGE, filter).orElse(filter);
    String range = range(filter);
    List<String> versions =
        offered.stream()
            .filter(c -> c.getNamespace().equals(PackageNamespace.PACKAGE_NAMESPACE))
            .filter(c -> name.equals(c.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE)))
            .map(c -> c.getAttributes().get(PackageNamespace.CAPABILITY_VERSION_ATTRIBUTE))
            .map(version -> version instanceof Version v ? shortened(v.toString()) : "0")
            .distinct()
            .toList();
    String needs = "needs " + name + (range.isEmpty() ? "" : " " + range);
    if (versions.isEmpty()) {
      return needs
          + ", which no bundle here exports; put the package into the jar, or install a bundle that"
          + " exports it first";
    }
    String has = needs + ", this Carob has " + String.join(", ", versions);
    return name.startsWith(API)
        ? has + "; build the driver with the carob-api of this Carob, or update Carob"
        : has;
  }

  /** A range of versions as bnd writes it; empty when any will do. */
  static String range(String filter) {
    Optional<String> from = first(FROM, filter.replaceAll("\\(!\\(version>=[^)]+\\)\\)", ""));
    Optional<String> to = first(TO, filter);
    if (from.isEmpty() && to.isEmpty()) {
      return "";
    }
    String low = from.map(Requirements::shortened).orElse("0");
    return to.map(high -> "[" + low + "," + shortened(high) + ")").orElse(low + " or later");
  }

  private static String shortened(String version) {
    return version.replaceAll("^(\\d+\\.\\d+)\\.0$", "$1").replaceAll("^(\\d+)\\.0$", "$1");
  }

  private static Optional<String> first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
