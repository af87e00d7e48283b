@NullMarked
package io.carob.assembly.upgrade;

import org.jspecify.annotations.NullMarked;
