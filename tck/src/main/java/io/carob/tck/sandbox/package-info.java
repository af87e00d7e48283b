/**
 * The contract tests for sandbox drivers. A driver author subclasses {@link
 * io.carob.tck.sandbox.SandboxDriverTck}; each test names the clause B1 to B7 of {@link
 * io.carob.api.sandbox.SandboxDriver} that it holds the driver to.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.carob.tck.sandbox;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
