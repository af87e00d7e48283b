/** Layers: from the compressed blob to files, safely and exactly. */
@NullMarked
package io.carob.image.store.layer;

import org.jspecify.annotations.NullMarked;
