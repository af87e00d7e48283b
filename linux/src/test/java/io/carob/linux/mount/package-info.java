@NullMarked
package io.carob.linux.mount;

import org.jspecify.annotations.NullMarked;
