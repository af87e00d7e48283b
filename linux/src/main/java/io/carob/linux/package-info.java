/** What the Linux packages have in common: error numbers and raw names. */
@Export
@Version("1.0.0")
@NullMarked
package io.carob.linux;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
