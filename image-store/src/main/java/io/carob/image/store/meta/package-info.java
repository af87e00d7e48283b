/**
 * The durable record of images and snapshots: one SQLite file, one writer that groups commits, and
 * an immutable copy in memory for readers.
 */
@NullMarked
package io.carob.image.store.meta;

import org.jspecify.annotations.NullMarked;
