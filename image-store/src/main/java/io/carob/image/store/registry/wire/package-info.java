/** HTTP to registries: repetitions, redirects, bounds. */
@NullMarked
package io.carob.image.store.registry.wire;

import org.jspecify.annotations.NullMarked;
