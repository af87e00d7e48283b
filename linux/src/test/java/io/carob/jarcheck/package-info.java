/** Uses the built jar from outside, as a program would. */
@NullMarked
package io.carob.jarcheck;

import org.jspecify.annotations.NullMarked;
