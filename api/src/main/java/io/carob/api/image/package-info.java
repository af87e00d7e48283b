/**
 * Images: importing, pulling, naming and unpacking them, and the verified blobs below them.
 *
 * <p>{@link io.carob.api.image.Images} has those of the node, {@link io.carob.api.image.Registries}
 * brings them and takes them away, {@link io.carob.api.image.ImageBuilder} makes new ones. An image
 * is known by the digest of its configuration; names lead to it and may move. Its layers become
 * snapshots of {@link io.carob.api.snapshot} by the driver that is asked for, once for all that use
 * them.
 */
@Export
@Version("1.3.0")
@NullMarked
package io.carob.api.image;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
