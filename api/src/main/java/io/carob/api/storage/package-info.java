/**
 * What the node's storage takes, why each part of it stays, and whether it is what it must be.
 *
 * <p>Sizes are bytes allocated on disk, as {@code du} counts them: blocks, each inode once.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.carob.api.storage;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
