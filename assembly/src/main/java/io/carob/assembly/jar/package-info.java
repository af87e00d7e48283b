/** Jars of bundles, as the launcher and the node's bundle both read them. */
@NullMarked
package io.carob.assembly.jar;

import org.jspecify.annotations.NullMarked;
