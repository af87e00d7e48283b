/** Runs the contract tests over a driver's jar, and reports what a person can act on. */
@NullMarked
package io.carob.drivertest;

import org.jspecify.annotations.NullMarked;
