/** Who we are to a registry: credentials, challenges and tokens. */
@NullMarked
package io.carob.image.store.registry.login;

import org.jspecify.annotations.NullMarked;
