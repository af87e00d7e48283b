/** The store is killed at every durable step, and its disk fails. */
@NullMarked
package io.carob.image.store.crash;

import org.jspecify.annotations.NullMarked;
