/** Makes new images: configurations, manifests and where their layers come from. */
@NullMarked
package io.carob.image.store.build;

import org.jspecify.annotations.NullMarked;
