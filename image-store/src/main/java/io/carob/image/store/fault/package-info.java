/** Where crashes and failures are tried. */
@NullMarked
package io.carob.image.store.fault;

import org.jspecify.annotations.NullMarked;
