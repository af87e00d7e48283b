package io.carob.engine.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.sandbox.SecuritySpec;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SecurityPlanTest {

  private static final PodSpec NO_POD_CONTEXT = new PodSpec();
  private static final Container NO_OWN_CONTEXT = new Container();

  @Test
  void nothingAskedForIsTheUsual() {
    assertThat(SecurityPlan.of(NO_POD_CONTEXT, NO_OWN_CONTEXT)).isEqualTo(SecuritySpec.DEFAULT);
    Container empty = new ContainerBuilder().withNewSecurityContext().endSecurityContext().build();
    PodSpec emptyPod = new PodSpecBuilder().withNewSecurityContext().endSecurityContext().build();
    assertThat(SecurityPlan.of(emptyPod, empty)).isEqualTo(SecuritySpec.DEFAULT);
  }

  @Test
  void everyFieldOfTheContainerArrives() {
    Container container =
        new ContainerBuilder()
            .withNewSecurityContext()
            .withPrivileged(true)
            .withAllowPrivilegeEscalation(false)
            .withReadOnlyRootFilesystem(true)
            .withNewSeccompProfile()
            .withType("Unconfined")
            .endSeccompProfile()
            .withNewCapabilities()
            .withAdd("NET_ADMIN", "CAP_SYS_TIME")
            .withDrop("ALL")
            .endCapabilities()
            .withRunAsUser(7L)
            .withRunAsGroup(8L)
            .withRunAsNonRoot(true)
            .endSecurityContext()
            .build();
    assertThat(SecurityPlan.of(NO_POD_CONTEXT, container))
        .isEqualTo(
            new SecuritySpec(
                true,
                true,
                true,
                true,
                List.of("NET_ADMIN", "SYS_TIME"),
                List.of("ALL"),
                OptionalLong.of(7),
                OptionalLong.of(8),
                true,
                List.of()));
  }

  @Test
  void onlyAnExplicitNoForbidsEscalation() {
    assertThat(SecurityPlan.of(NO_POD_CONTEXT, escalation(false)).noNewPrivileges()).isTrue();
    assertThat(SecurityPlan.of(NO_POD_CONTEXT, escalation(true)).noNewPrivileges()).isFalse();
  }

  @Test
  void thePodsContextIsTheDefaultAndTheContainersOwnWins() {
    PodSpec pod =
        new PodSpecBuilder()
            .withNewSecurityContext()
            .withRunAsUser(1L)
            .withRunAsGroup(2L)
            .withRunAsNonRoot(true)
            .withNewSeccompProfile()
            .withType("Unconfined")
            .endSeccompProfile()
            .endSecurityContext()
            .build();
    SecuritySpec inherited = SecurityPlan.of(pod, NO_OWN_CONTEXT);
    assertThat(inherited.runAsUser()).hasValue(1);
    assertThat(inherited.runAsGroup()).hasValue(2);
    assertThat(inherited.runAsNonRoot()).isTrue();
    assertThat(inherited.seccompUnconfined()).isTrue();
    Container own =
        new ContainerBuilder()
            .withNewSecurityContext()
            .withRunAsUser(0L)
            .withRunAsNonRoot(false)
            .withNewSeccompProfile()
            .withType("RuntimeDefault")
            .endSeccompProfile()
            .endSecurityContext()
            .build();
    SecuritySpec won = SecurityPlan.of(pod, own);
    assertThat(won.runAsUser()).hasValue(0);
    assertThat(won.runAsGroup()).hasValue(2);
    assertThat(won.runAsNonRoot()).isFalse();
    assertThat(won.seccompUnconfined()).isFalse();
  }

  @Test
  void theGroupOfVolumesIsASupplementalGroupOnce() {
    assertThat(groups(3L, 5L)).containsExactly(3L, 5L);
    assertThat(groups(5L, 5L)).containsExactly(5L);
  }

  private static List<Long> groups(long supplemental, long ofVolumes) {
    PodSpec pod =
        new PodSpecBuilder()
            .withNewSecurityContext()
            .withSupplementalGroups(supplemental)
            .withFsGroup(ofVolumes)
            .endSecurityContext()
            .build();
    return SecurityPlan.of(pod, NO_OWN_CONTEXT).supplementalGroups();
  }

  private static Container escalation(boolean allowed) {
    return new ContainerBuilder()
        .withNewSecurityContext()
        .withAllowPrivilegeEscalation(allowed)
        .endSecurityContext()
        .build();
  }
}
