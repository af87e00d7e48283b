@NullMarked
package io.carob.sandbox.tck;

import org.jspecify.annotations.NullMarked;
