/** Where crashes and failures are tried, and what failures of the disk are called. */
@NullMarked
package io.carob.image.store.fault;

import org.jspecify.annotations.NullMarked;
