/** One HTTP exchange as the handlers see it: routes, calls, answers, streams. */
@NullMarked
package io.carob.rest.http;

import org.jspecify.annotations.NullMarked;
