/** In-process fakes of the services that the HTTP API shows. */
@NullMarked
package io.carob.rest.fake;

import org.jspecify.annotations.NullMarked;
