/** Pods and the resources that ask for them: what the HTTP API and embedding programs call. */
@Export
@Version("1.0.0")
@NullMarked
package io.carob.api.pod;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
