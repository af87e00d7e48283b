/** Carob's storage measured against its peers, both sides in one run. */
@NullMarked
package io.carob.benchmarks;

import org.jspecify.annotations.NullMarked;
