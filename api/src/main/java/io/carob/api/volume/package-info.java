/**
 * Volumes: the plugin that authors of volume types write.
 *
 * <p>A manifest names a type and its fields. {@link io.carob.api.volume.VolumePlugin} checks them,
 * and answers a folder or file of the host for each pod; mounting it into containers is the core's.
 */
@Export
@Version("1.2.0")
@NullMarked
package io.carob.api.volume;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
