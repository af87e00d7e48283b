/** What the contract asks of drivers of all types. */
@NullMarked
package io.carob.tck.driver;

import org.jspecify.annotations.NullMarked;
