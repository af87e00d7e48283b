/** From one release to another, on the same data. */
@NullMarked
package io.carob.assembly.upgrade;

import org.jspecify.annotations.NullMarked;
