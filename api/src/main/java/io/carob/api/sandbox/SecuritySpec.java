package io.carob.api.sandbox;

import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * What a container may do. The default has the capabilities that containers usually have, the
 * default seccomp profile and masked paths.
 *
 * @param privileged everything that Carob itself may do
 * @param noNewPrivileges whether setuid programs gain nothing
 * @param readOnlyRootFilesystem whether the root file system is read-only
 * @param seccompUnconfined whether no seccomp profile is set
 * @param addCapabilities capabilities beyond the usual, such as {@code NET_ADMIN}, or {@code ALL}
 * @param dropCapabilities usual capabilities to take away, or {@code ALL}
 * @param runAsUser user id to run as; empty for what the image says
 * @param runAsGroup group id to run as; empty for what the image says
 * @param runAsNonRoot whether running as user 0 is refused
 * @param supplementalGroups further group ids
 */
public record SecuritySpec(
    boolean privileged,
    boolean noNewPrivileges,
    boolean readOnlyRootFilesystem,
    boolean seccompUnconfined,
    List<String> addCapabilities,
    List<String> dropCapabilities,
    OptionalLong runAsUser,
    OptionalLong runAsGroup,
    boolean runAsNonRoot,
    List<Long> supplementalGroups) {

  /** The usual: nothing asked for. */
  public static final SecuritySpec DEFAULT =
      new SecuritySpec(
          false,
          false,
          false,
          false,
          List.of(),
          List.of(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          false,
          List.of());

  /** Copies the lists. */
  public SecuritySpec {
    addCapabilities = List.copyOf(addCapabilities);
    dropCapabilities = List.copyOf(dropCapabilities);
    Objects.requireNonNull(runAsUser);
    Objects.requireNonNull(runAsGroup);
    supplementalGroups = List.copyOf(supplementalGroups);
  }
}
