@NullMarked
package io.carob.gogo;

import org.jspecify.annotations.NullMarked;
