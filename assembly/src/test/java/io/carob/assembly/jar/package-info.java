@NullMarked
package io.carob.assembly.jar;

import org.jspecify.annotations.NullMarked;
