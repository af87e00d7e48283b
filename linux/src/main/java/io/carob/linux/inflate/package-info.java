/** Inflating with the host's libisal, where it has one. */
@Export
@Version("1.0.0")
@NullMarked
package io.carob.linux.inflate;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
