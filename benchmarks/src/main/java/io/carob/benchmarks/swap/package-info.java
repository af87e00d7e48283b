/** Drivers are replaced while clients make pods: shown, tested and measured on the distribution. */
@NullMarked
package io.carob.benchmarks.swap;

import org.jspecify.annotations.NullMarked;
