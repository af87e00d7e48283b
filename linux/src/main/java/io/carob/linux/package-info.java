/**
 * What the Linux packages have in common: error numbers, raw names, what this kernel and this
 * process can do.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.carob.linux;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
