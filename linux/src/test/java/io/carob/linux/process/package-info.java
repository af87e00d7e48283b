@NullMarked
package io.carob.linux.process;

import org.jspecify.annotations.NullMarked;
