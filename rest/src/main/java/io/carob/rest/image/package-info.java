/** Routes of images and snapshots. */
@NullMarked
package io.carob.rest.image;

import org.jspecify.annotations.NullMarked;
