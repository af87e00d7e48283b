/** Which images, layers and blobs go, and why. */
@NullMarked
package io.carob.image.store.gc;

import org.jspecify.annotations.NullMarked;
