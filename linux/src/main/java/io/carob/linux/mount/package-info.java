/**
 * Mounting, unmounting and the mount table.
 *
 * <p>For drivers, though Carob itself does without: {@link
 * io.carob.linux.mount.Mounts#setPropagation} changes mounts that are there already.
 */
@Export
@Version("1.2.0")
@NullMarked
package io.carob.linux.mount;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
