/** Routes of the wanted state: apply, get, delete, scale, describe. */
@NullMarked
package io.carob.rest.resource;

import org.jspecify.annotations.NullMarked;
