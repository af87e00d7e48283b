/**
 * The contract tests for volume types.
 *
 * <p>A plugin's author writes one class: a subclass of {@link io.carob.tck.volume.VolumePluginTck}
 * that makes the plugin and gives valid fields. Each test is named after the clause of {@link
 * io.carob.api.volume.VolumePlugin} that it checks.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.carob.tck.volume;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
