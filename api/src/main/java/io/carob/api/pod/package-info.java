/**
 * Pods and the resources that ask for them: what the HTTP API and embedding programs call.
 *
 * <p>{@link io.carob.api.pod.Resources} holds what is wanted, in the words of Kubernetes'
 * manifests. The engine makes it so, again and again until it is, and {@link io.carob.api.pod.Pods}
 * shows what runs: states, output, commands inside. {@link io.carob.api.pod.Events} says what
 * happened on the way.
 */
@Export
@Version("1.1.0")
@NullMarked
package io.carob.api.pod;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
