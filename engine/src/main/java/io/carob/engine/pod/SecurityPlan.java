package io.carob.engine.pod;

import io.carob.api.sandbox.SecuritySpec;
import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What a container may do: its own security context over the pod's. */
final class SecurityPlan {

  private SecurityPlan() {}

  static SecuritySpec of(PodSpec spec, Container container) {
    PodSecurityContext pod =
        spec.getSecurityContext() == null ? new PodSecurityContext() : spec.getSecurityContext();
    SecurityContext own =
        container.getSecurityContext() == null
            ? new SecurityContext()
            : container.getSecurityContext();
    Capabilities capabilities =
        own.getCapabilities() == null ? new Capabilities() : own.getCapabilities();
    return new SecuritySpec(
        is(own.getPrivileged()),
        Boolean.FALSE.equals(own.getAllowPrivilegeEscalation()),
        is(own.getReadOnlyRootFilesystem()),
        unconfined(first(own.getSeccompProfile(), pod.getSeccompProfile())),
        capabilities.getAdd().stream().map(SecurityPlan::capability).toList(),
        capabilities.getDrop().stream().map(SecurityPlan::capability).toList(),
        number(first(own.getRunAsUser(), pod.getRunAsUser())),
        number(first(own.getRunAsGroup(), pod.getRunAsGroup())),
        is(first(own.getRunAsNonRoot(), pod.getRunAsNonRoot())),
        groups(pod));
  }

  private static List<Long> groups(PodSecurityContext pod) {
    List<Long> groups = new ArrayList<>(pod.getSupplementalGroups());
    if (pod.getFsGroup() != null && !groups.contains(pod.getFsGroup())) {
      groups.add(pod.getFsGroup());
    }
    return groups;
  }

  private static String capability(String name) {
    return name.startsWith("CAP_") ? name.substring(4) : name;
  }

  private static boolean unconfined(@Nullable SeccompProfile profile) {
    return profile != null && "Unconfined".equals(profile.getType());
  }

  private static boolean is(@Nullable Boolean value) {
    return Boolean.TRUE.equals(value);
  }

  private static OptionalLong number(@Nullable Long value) {
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  private static <T> @Nullable T first(@Nullable T own, @Nullable T pod) {
    return own != null ? own : pod;
  }
}
