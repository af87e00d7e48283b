/** The images on this node: importing, naming, unpacking and removing them. */
@NullMarked
package io.carob.image.store.images;

import org.jspecify.annotations.NullMarked;
