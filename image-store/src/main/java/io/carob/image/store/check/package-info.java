/** Whether blobs, layers, rows and places are what they must be, and mending them. */
@NullMarked
package io.carob.image.store.check;

import org.jspecify.annotations.NullMarked;
