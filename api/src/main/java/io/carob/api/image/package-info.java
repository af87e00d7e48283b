/** Images: importing, pulling, naming and unpacking them, and the verified blobs below them. */
@Export
@Version("1.3.0")
@NullMarked
package io.carob.api.image;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
