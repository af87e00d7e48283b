/**
 * A whole node inside a Java program, without OSGi: {@link io.carob.api.embed.Carob} is its
 * entrance. The other types are for the parts that such a node is made of; they find each other by
 * {@link java.util.ServiceLoader}, on the class path and on the module path.
 *
 * <pre>{@code
 * try (Carob carob = Carob.builder().root(root).run(run).start()) {
 *   carob.resources().apply(manifest, "default", false);
 * }
 * }</pre>
 *
 * <p>A driver is found as a provider of its own interface, when it can be made without arguments,
 * or made by a {@link io.carob.api.embed.DriverFactory}, when it needs the node's places, settings,
 * or other drivers.
 */
@Export
@Version("1.1.0")
@NullMarked
package io.carob.api.embed;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
