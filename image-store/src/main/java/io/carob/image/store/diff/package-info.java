/** Makes layers from what a snapshot changed, and from whole trees. */
@NullMarked
package io.carob.image.store.diff;

import org.jspecify.annotations.NullMarked;
