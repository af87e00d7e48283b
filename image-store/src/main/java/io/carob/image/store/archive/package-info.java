/** Image archives: OCI layouts and docker-archives, verified on the way in. */
@NullMarked
package io.carob.image.store.archive;

import org.jspecify.annotations.NullMarked;
