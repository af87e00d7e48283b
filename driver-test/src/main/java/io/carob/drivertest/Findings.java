package io.carob.drivertest;

import io.carob.api.embed.DriverFactory;
import java.lang.module.ModuleDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/** What a driver's jar says of itself, held against what Carob gives to drivers. */
final class Findings {

  private final DriverJar jar;
  private final Map<String, List<Version>> given;
  private final List<Finding> findings = new ArrayList<>();

  private Findings(DriverJar jar, Map<String, List<Version>> given) {
    this.jar = jar;
    this.given = given;
  }

  /**
   * Looks at the jar.
   *
   * @param given the packages that Carob exports to drivers, with their versions
   */
  static List<Finding> of(DriverJar jar, Map<String, List<Version>> given) {
    Findings findings = new Findings(jar, given);
    findings.bundle();
    Header.parse(jar.header("Import-Package")).forEach(findings::importOf);
    findings.homes();
    findings.module();
    return findings.findings;
  }

  private void bundle() {
    if (jar.header("Bundle-SymbolicName").isEmpty()) {
      findings.add(
          Finding.note(
              "the jar is no bundle: its manifest has no Bundle-SymbolicName",
              "build it with bnd-maven-plugin, or it cannot be dropped into drivers/"));
    } else if (jar.header("Bundle-Version").isEmpty()) {
      findings.add(
          Finding.note(
              "the bundle has no Bundle-Version", "give it one, or it can never be updated"));
    }
    if (!jar.header("Export-Package").isEmpty()) {
      findings.add(
          Finding.note(
              "the bundle exports " + String.join(", ", names("Export-Package")),
              "export nothing: others could then not be updated without it"));
    }
  }

  private List<String> names(String header) {
    return List.copyOf(Header.parse(jar.header(header)).keySet());
  }

  private void importOf(String name, Map<String, String> attributes) {
    if ("optional".equals(attributes.get("resolution:"))
        || name.startsWith("java.")
        || name.startsWith("javax.")) {
      return;
    }
    List<Version> versions = given.get(name);
    String range = attributes.getOrDefault("version", "0");
    if (versions == null) {
      findings.add(
          Finding.problem(
              "the bundle imports " + name + ", which Carob does not give to drivers",
              "put it into the jar (-conditionalpackage, or -includeresource with @), or do"
                  + " without"));
    } else if (versions.stream().noneMatch(new VersionRange(range)::includes)) {
      findings.add(
          Finding.problem(
              "the bundle imports " + name + " " + range + "; this Carob has " + versions,
              "build it against this Carob's version of the API"));
    }
  }

  private void homes() {
    for (Kind kind : Kind.values()) {
      List<String> components = jar.components().getOrDefault(kind, List.of());
      List<String> services = jar.services().getOrDefault(kind, List.of());
      for (String component : components) {
        if (!services.contains(component) && jar.factories().isEmpty()) {
          findings.add(
              Finding.note(
                  component + " is not found outside OSGi",
                  "name it in META-INF/services/" + kind.type().getName()));
        }
      }
      for (String service : services) {
        if (!components.contains(service)) {
          findings.add(
              Finding.note(
                  service + " is not found in OSGi, and so not by carob serve",
                  "annotate it with @Component(service = "
                      + kind.type().getSimpleName()
                      + ".class)"));
        }
      }
    }
  }

  private void module() {
    if (jar.module().isEmpty()) {
      findings.add(
          Finding.note(
              "the jar is no module: it has no module-info",
              "let bnd write it: -jpms-module-info: your.module;access=0"));
      return;
    }
    ModuleDescriptor module = jar.module().get();
    jar.services().keySet().forEach(kind -> provided(module, kind.type()));
    if (!jar.factories().isEmpty()) {
      provided(module, DriverFactory.class);
    }
  }

  private void provided(ModuleDescriptor module, Class<?> service) {
    boolean provided =
        module.provides().stream()
            .anyMatch(provides -> provides.service().equals(service.getName()));
    if (!provided) {
      findings.add(
          Finding.note(
              "module "
                  + module.name()
                  + " provides no "
                  + service.getSimpleName()
                  + ", so nobody finds it on the module path",
              "annotate the class with @ServiceProvider, or write Provide-Capability:"
                  + " osgi.serviceloader"));
    }
  }
}
