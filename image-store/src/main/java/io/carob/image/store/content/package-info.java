/** Verified blobs by digest, and how they come in. */
@NullMarked
package io.carob.image.store.content;

import org.jspecify.annotations.NullMarked;
