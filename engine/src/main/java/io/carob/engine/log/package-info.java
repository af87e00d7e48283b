/** Container logs in the CRI format. */
@NullMarked
package io.carob.engine.log;

import org.jspecify.annotations.NullMarked;
