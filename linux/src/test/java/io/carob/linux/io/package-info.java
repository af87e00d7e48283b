@NullMarked
package io.carob.linux.io;

import org.jspecify.annotations.NullMarked;
