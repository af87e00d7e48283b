@NullMarked
package io.carob.assembly.drivers;

import org.jspecify.annotations.NullMarked;
