/** The plan of an OCI runtime configuration: pure, without any I/O but the profile's resource. */
@NullMarked
package io.carob.sandbox.oci;

import org.jspecify.annotations.NullMarked;
