@NullMarked
package io.carob.linux.host;

import org.jspecify.annotations.NullMarked;
