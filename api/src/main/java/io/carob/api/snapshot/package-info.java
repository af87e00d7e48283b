/**
 * Snapshots: the driver that driver authors write ({@link io.carob.api.snapshot.SnapshotDriver})
 * and the service that everybody else calls ({@link io.carob.api.snapshot.Snapshots}).
 *
 * <p>A driver knows folders and mounts. Names, parents, references, concurrency, crash recovery and
 * accounting are the service's, written once.
 */
@Export
@Version("1.5.0")
@NullMarked
package io.carob.api.snapshot;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
