/**
 * The node itself: its places on disk, what the host offers, its bundles, and the sharing report.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.carob.api.node;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
