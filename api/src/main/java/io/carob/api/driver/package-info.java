/**
 * Drivers: what those of all types have, and how they come and go while pods run.
 *
 * <p>Who writes a driver needs {@link io.carob.api.driver.Driver} alone, which the interfaces of
 * all types extend; and {@link io.carob.api.driver.DriverCalls} to pass calls on to another driver.
 * Who asks which drivers there are finds a {@link io.carob.api.driver.DriverSource} for each type:
 * it tells how they stand ({@link io.carob.api.driver.DriverStatus}), and {@link
 * io.carob.api.driver.DriverUses} what needs them.
 *
 * <p>The rest is how the core calls them, so that a swap under load is a short pause and no more: a
 * {@link io.carob.api.driver.DriverTable} finds a driver by its name, waits while it is replaced,
 * and keeps two versions from one subject; a {@link io.carob.api.driver.DriverGuard} stands before
 * it, so that each method has a limit and each answer is looked at.
 */
@Export
@Version("1.2.0")
@NullMarked
package io.carob.api.driver;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
