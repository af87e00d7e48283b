@NullMarked
package io.carob.linux;

import org.jspecify.annotations.NullMarked;
