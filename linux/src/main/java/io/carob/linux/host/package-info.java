/** What this process may do: its capabilities. */
@Export
@Version("1.0.0")
@NullMarked
package io.carob.linux.host;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
