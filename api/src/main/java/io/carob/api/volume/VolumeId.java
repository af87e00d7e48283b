package io.carob.api.volume;

import java.util.Objects;

/**
 * Which volume of which pod.
 *
 * @param podUid the pod's unique id
 * @param namespace the pod's namespace
 * @param podName the pod's name
 * @param volume the volume's name within the pod
 */
public record VolumeId(String podUid, String namespace, String podName, String volume) {

  /** Checks that all parts are there. */
  public VolumeId {
    Objects.requireNonNull(podUid);
    Objects.requireNonNull(namespace);
    Objects.requireNonNull(podName);
    Objects.requireNonNull(volume);
  }
}
