package io.carob.engine.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import io.carob.engine.manifest.VolumeSources.VolumeSource;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HostAlias;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules of a pod specification. */
final class PodRules {

  private static final List<String> RESTART = List.of("Always", "OnFailure", "Never");
  private static final List<String> DNS =
      List.of("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None");

  private PodRules() {}

  static void check(String path, PodSpec spec, JsonNode tree, VolumeCheck volumes) {
    unsupported(path, spec);
    oneOf(path + ".restartPolicy", spec.getRestartPolicy(), RESTART);
    oneOf(path + ".dnsPolicy", spec.getDnsPolicy(), DNS);
    if (spec.getTerminationGracePeriodSeconds() != null
        && spec.getTerminationGracePeriodSeconds() < 0) {
      throw ManifestError.at(path + ".terminationGracePeriodSeconds", "must not be negative");
    }
    if (spec.getHostname() != null) {
      Names.label(path + ".hostname", spec.getHostname());
    }
    dns(path, spec);
    security(path + ".securityContext", spec.getSecurityContext());
    Set<String> names = volumes(path, spec, tree, volumes);
    containers(path, spec, names);
  }

  private static void unsupported(String path, PodSpec spec) {
    refuse(path + ".ephemeralContainers", !spec.getEphemeralContainers().isEmpty());
    refuse(path + ".schedulingGates", !spec.getSchedulingGates().isEmpty());
    refuse(path + ".resourceClaims", !spec.getResourceClaims().isEmpty());
    if (spec.getOs() != null && !"linux".equals(spec.getOs().getName())) {
      throw ManifestError.at(path + ".os.name", "must be linux on this node");
    }
    if (Boolean.TRUE.equals(spec.getShareProcessNamespace())
        && Boolean.TRUE.equals(spec.getHostPID())) {
      throw ManifestError.at(
          path + ".shareProcessNamespace", "cannot be combined with hostPID: true");
    }
  }

  private static void dns(String path, PodSpec spec) {
    if ("None".equals(spec.getDnsPolicy())
        && (spec.getDnsConfig() == null || spec.getDnsConfig().getNameservers().isEmpty())) {
      throw ManifestError.at(path + ".dnsConfig.nameservers", "is required with dnsPolicy: None");
    }
    if (spec.getDnsConfig() != null) {
      HostFileRules.nameservers(
          path + ".dnsConfig.nameservers", spec.getDnsConfig().getNameservers());
      HostFileRules.words(path + ".dnsConfig.searches", spec.getDnsConfig().getSearches());
      HostFileRules.options(path + ".dnsConfig.options", spec.getDnsConfig().getOptions());
    }
    int i = 0;
    for (HostAlias alias : spec.getHostAliases()) {
      HostFileRules.alias(path + ".hostAliases[" + i++ + "]", alias);
    }
  }

  private static void security(String path, PodSecurityContext security) {
    if (security == null) {
      return;
    }
    refuse(path + ".appArmorProfile", security.getAppArmorProfile() != null);
    refuse(path + ".seLinuxOptions", security.getSeLinuxOptions() != null);
    refuse(path + ".sysctls", !security.getSysctls().isEmpty());
    seccomp(path + ".seccompProfile", security.getSeccompProfile());
    notNegative(path + ".runAsUser", security.getRunAsUser());
    notNegative(path + ".runAsGroup", security.getRunAsGroup());
  }

  static void seccomp(String path, SeccompProfile profile) {
    if (profile != null) {
      oneOf(path + ".type", profile.getType(), List.of("RuntimeDefault", "Unconfined"));
    }
  }

  static void notNegative(String path, Long number) {
    if (number != null && number < 0) {
      throw ManifestError.at(path, "must not be negative");
    }
  }

  static void refuse(String path, boolean there) {
    if (there) {
      throw ManifestError.at(
          path, "is not supported in this release, and ignoring it would do harm; remove it");
    }
  }

  static void oneOf(String path, @Nullable String value, List<String> allowed) {
    if (value == null) {
      throw ManifestError.at(path, "is required; one of " + allowed);
    }
    if (!allowed.contains(value)) {
      throw ManifestError.at(path, "must be one of " + allowed + ", but is \"" + value + "\"");
    }
  }

  private static Set<String> volumes(String path, PodSpec spec, JsonNode tree, VolumeCheck check) {
    Set<String> names = new HashSet<>();
    int i = 0;
    for (Volume volume : spec.getVolumes()) {
      String at = path + ".volumes[" + i++ + "].name";
      Names.label(at, volume.getName());
      if (!names.add(volume.getName())) {
        throw ManifestError.at(at, "two volumes have the name \"" + volume.getName() + "\"");
      }
    }
    for (VolumeSource source : VolumeSources.of(path, tree)) {
      check.check(source.plugin(), source.fields());
    }
    return names;
  }

  private static void containers(String path, PodSpec spec, Set<String> volumes) {
    if (spec.getContainers().isEmpty()) {
      throw ManifestError.at(path + ".containers", "is required: at least one container");
    }
    Set<String> names = new HashSet<>();
    boolean hostNetwork = Boolean.TRUE.equals(spec.getHostNetwork());
    Set<String> ports = new HashSet<>();
    for (int i = 0; i < spec.getInitContainers().size(); i++) {
      Container container = spec.getInitContainers().get(i);
      String at = path + ".initContainers[" + i + "]";
      refuse(at + ".restartPolicy", container.getRestartPolicy() != null);
      new ContainerRules(at, container, volumes, hostNetwork, new HashSet<>()).check(names);
    }
    for (int i = 0; i < spec.getContainers().size(); i++) {
      Container container = spec.getContainers().get(i);
      String at = path + ".containers[" + i + "]";
      if (container.getRestartPolicy() != null) {
        throw ManifestError.at(at + ".restartPolicy", "belongs to init containers only");
      }
      new ContainerRules(at, container, volumes, hostNetwork, ports).check(names);
    }
  }
}
