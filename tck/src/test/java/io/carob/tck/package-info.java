@NullMarked
package io.carob.tck;

import org.jspecify.annotations.NullMarked;
