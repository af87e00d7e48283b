/**
 * Finding drivers by name while they come and go: what makes a swap under load safe. And telling
 * about them: which are there, how they stand, and what they are needed for.
 */
@Export
@Version("1.1.0")
@NullMarked
package io.carob.api.driver;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
