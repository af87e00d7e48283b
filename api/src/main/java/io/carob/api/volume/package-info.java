/** Volumes: the plugin that authors of volume types write. */
@Export
@Version("1.1.0")
@NullMarked
package io.carob.api.volume;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
