/** The HTTP API of the node on a unix socket: wiring and the server itself. */
@NullMarked
package io.carob.rest;

import org.jspecify.annotations.NullMarked;
