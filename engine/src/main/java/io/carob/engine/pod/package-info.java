/** One pod at a time: what should run, what runs, and the steps from one to the other. */
@NullMarked
package io.carob.engine.pod;

import org.jspecify.annotations.NullMarked;
