/**
 * Files and trees by descriptors: hostile trees, exact copies, usage, extended attributes.
 *
 * <p>For drivers, though Carob itself does without: {@link
 * io.carob.linux.fs.RootDirectory#openForWriting} changes files inside a tree that may be hostile;
 * {@link io.carob.linux.fs.Subvolume} has what btrfs can do, and {@link io.carob.linux.fs.Extents}
 * tells what files share.
 */
@Export
@Version("1.2.0")
@NullMarked
package io.carob.linux.fs;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
