/** Runs the node's health checks: its own, those of drivers, and Felix's health checks. */
@NullMarked
package io.carob.health;

import org.jspecify.annotations.NullMarked;
