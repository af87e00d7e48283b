/** Which hosts serve a registry, and how they are trusted. */
@NullMarked
package io.carob.image.store.registry.host;

import org.jspecify.annotations.NullMarked;
