/** The sharing report, read from the kernel. */
@NullMarked
package io.carob.engine.sharing;

import org.jspecify.annotations.NullMarked;
