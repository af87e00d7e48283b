/**
 * Fuzz targets for all that reads hostile bytes. Each is a class with {@code fuzzerTestOneInput},
 * which Jazzer drives in a long run ({@code ./carob fuzz}); the ordinary tests feed them their
 * seeds and every input that once broke something.
 */
@NullMarked
package io.carob.image.store.fuzz;

import org.jspecify.annotations.NullMarked;
