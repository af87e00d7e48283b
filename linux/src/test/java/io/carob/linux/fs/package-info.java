@NullMarked
package io.carob.linux.fs;

import org.jspecify.annotations.NullMarked;
