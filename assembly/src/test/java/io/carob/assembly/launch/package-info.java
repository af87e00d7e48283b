@NullMarked
package io.carob.assembly.launch;

import org.jspecify.annotations.NullMarked;
