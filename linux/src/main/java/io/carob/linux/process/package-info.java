/** Processes that are not Java's children, and the namespaces that they live in. */
@Export
@Version("1.0.0")
@NullMarked
package io.carob.linux.process;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
