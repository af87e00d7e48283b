/** Sandboxes and containers: the drivers that hold a pod's namespaces and run its processes. */
@Export
@Version("1.1.0")
@NullMarked
package io.carob.api.sandbox;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
