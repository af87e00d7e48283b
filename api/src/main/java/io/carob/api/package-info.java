/**
 * Values that every other package uses: digests and identities of layers, image references,
 * platforms, mounts, and the one exception of Carob with its error codes.
 *
 * <p>All types here are immutable and validated when they are made. No method takes or returns
 * {@code null}.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.carob.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
