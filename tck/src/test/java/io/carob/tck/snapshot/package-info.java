/** The TCK held to its own promise: the reference passes, and each broken driver is caught. */
@NullMarked
package io.carob.tck.snapshot;

import org.jspecify.annotations.NullMarked;
