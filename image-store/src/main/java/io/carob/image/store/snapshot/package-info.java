/**
 * The snapshot graph over every driver: names, parents and states are kept in {@link
 * io.carob.image.store.meta.MetaStore}, folders are made and removed in a crash-safe order, and
 * layers of images become committed snapshots.
 */
@NullMarked
package io.carob.image.store.snapshot;

import org.jspecify.annotations.NullMarked;
