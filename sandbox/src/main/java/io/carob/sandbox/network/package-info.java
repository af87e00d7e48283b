/** Networks by the Container Network Interface: plugins executed by its specification. */
@NullMarked
package io.carob.sandbox.network;

import org.jspecify.annotations.NullMarked;
