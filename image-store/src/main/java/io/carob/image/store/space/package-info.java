/** What images and snapshots take, from figures that are kept as things change. */
@NullMarked
package io.carob.image.store.space;

import org.jspecify.annotations.NullMarked;
