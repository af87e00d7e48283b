/**
 * The node itself: its places on disk ({@link io.carob.api.node.NodeLayout}), its bundles and
 * drivers' jars, its configuration and log levels, and the report of what replicas share ({@link
 * io.carob.api.node.Sharing}).
 *
 * <p>A driver that has more to tell offers it as a service beside itself: what it needs of the host
 * ({@link io.carob.api.node.HostCheck}), how it is ({@link io.carob.api.node.HealthSource}), what
 * it counts ({@link io.carob.api.node.MetricSource}), and what helps those who look for a fault
 * ({@link io.carob.api.node.SupportSource}).
 */
@Export
@Version("1.3.0")
@NullMarked
package io.carob.api.node;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
