package io.carob.sandbox.oci;

import io.carob.api.sandbox.ContainerMount;

/**
 * A mount that was asked for, with the place on the host that it really shows.
 *
 * @param mount what was asked for
 * @param source absolute path on the host, after its sub-path was resolved
 */
public record PlannedMount(ContainerMount mount, String source) {}
