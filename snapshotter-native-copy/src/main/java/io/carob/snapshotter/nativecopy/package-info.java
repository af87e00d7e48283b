/** Copies of the tree that layers, kept as differences, make together. */
@NullMarked
package io.carob.snapshotter.nativecopy;

import org.jspecify.annotations.NullMarked;
