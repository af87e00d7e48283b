/** The image store as a whole: opened on a folder, and as a component. */
@NullMarked
package io.carob.image.store;

import org.jspecify.annotations.NullMarked;
