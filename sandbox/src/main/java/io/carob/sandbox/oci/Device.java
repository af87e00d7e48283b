package io.carob.sandbox.oci;

/**
 * A device node of the host, for a privileged container.
 *
 * @param path absolute path
 * @param type {@code c} or {@code b}
 * @param major major number
 * @param minor minor number
 * @param mode permission bits
 * @param uid owner
 * @param gid group
 */
public record Device(
    String path, String type, long major, long minor, int mode, long uid, long gid) {}
