/** Writes layers and image archives, the same bytes for the same input. */
@NullMarked
package io.carob.image.store.write;

import org.jspecify.annotations.NullMarked;
