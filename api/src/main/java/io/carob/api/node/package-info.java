/**
 * The node itself: its places on disk, what the host offers, its bundles and drivers' jars, its
 * configuration, its health and metrics, and the sharing report.
 */
@Export
@Version("1.1.0")
@NullMarked
package io.carob.api.node;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
