/** A whole node inside a Java program: finds its parts by {@link java.util.ServiceLoader}. */
@NullMarked
package io.carob.embed;

import org.jspecify.annotations.NullMarked;
