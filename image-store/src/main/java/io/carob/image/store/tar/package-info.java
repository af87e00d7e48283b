/** Tar streams, as hostile input: decompression, headers byte for byte, sparse files. */
@NullMarked
package io.carob.image.store.tar;

import org.jspecify.annotations.NullMarked;
