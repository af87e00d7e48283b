/**
 * The contract tests for snapshot drivers. A driver author subclasses {@link
 * io.carob.tck.snapshot.SnapshotDriverTck}; each test names the clause S1 to S13 of {@link
 * io.carob.api.snapshot.SnapshotDriver} that it holds the driver to. {@link
 * io.carob.tck.snapshot.SnapshotsTck} sees the same clauses through the {@link
 * io.carob.api.snapshot.Snapshots} service.
 */
@Export
@Version("1.2.0")
@NullMarked
package io.carob.tck.snapshot;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
