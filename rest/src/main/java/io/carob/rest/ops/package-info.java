/** What those need who run the service: health, metrics, log levels, support. */
@NullMarked
package io.carob.rest.ops;

import org.jspecify.annotations.NullMarked;
