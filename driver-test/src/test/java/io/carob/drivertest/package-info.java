@NullMarked
package io.carob.drivertest;

import org.jspecify.annotations.NullMarked;
