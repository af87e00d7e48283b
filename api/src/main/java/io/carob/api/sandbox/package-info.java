/**
 * Sandboxes and containers: the drivers that hold a pod's namespaces and run its processes.
 *
 * <p>A pod is a {@link io.carob.api.sandbox.Sandbox}, made by a {@link
 * io.carob.api.sandbox.SandboxDriver}, and containers in it, run by a {@link
 * io.carob.api.sandbox.ContainerRuntime}. Both outlive the JVM: whoever asks later, another version
 * of a driver too, finds them by what lies in their folders. The core decides what runs; drivers do
 * one step each, and repeat it without harm.
 */
@Export
@Version("1.2.0")
@NullMarked
package io.carob.api.sandbox;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
