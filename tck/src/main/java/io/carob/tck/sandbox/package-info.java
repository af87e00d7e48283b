/**
 * The contract tests for sandbox drivers and container runtimes. A driver author subclasses {@link
 * io.carob.tck.sandbox.SandboxDriverTck} or {@link io.carob.tck.sandbox.ContainerRuntimeTck}; each
 * test names the clause, B1 to B7 of {@link io.carob.api.sandbox.SandboxDriver} or C1 to C7 of
 * {@link io.carob.api.sandbox.ContainerRuntime}, that it holds the driver to.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.carob.tck.sandbox;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
