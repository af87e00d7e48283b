/** A driver that makes trouble when it is told to; tests put it into jars. */
@NullMarked
package io.carob.it.trouble;

import org.jspecify.annotations.NullMarked;
