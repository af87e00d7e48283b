@NullMarked
package io.carob.benchmarks;

import org.jspecify.annotations.NullMarked;
