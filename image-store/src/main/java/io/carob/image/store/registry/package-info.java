/** Images in registries: pulling, pushing and listing them. */
@NullMarked
package io.carob.image.store.registry;

import org.jspecify.annotations.NullMarked;
