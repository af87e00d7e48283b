/** Layers as whole trees that share unchanged files by hard links. */
@NullMarked
package io.carob.snapshotter.nativecopy;

import org.jspecify.annotations.NullMarked;
