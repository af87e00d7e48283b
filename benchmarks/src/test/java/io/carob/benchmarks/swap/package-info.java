@NullMarked
package io.carob.benchmarks.swap;

import org.jspecify.annotations.NullMarked;
