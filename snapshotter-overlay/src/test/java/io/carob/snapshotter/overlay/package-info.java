/** Layers stacked by the Linux overlay file system. */
@NullMarked
package io.carob.snapshotter.overlay;

import org.jspecify.annotations.NullMarked;
