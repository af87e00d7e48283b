package io.carob.image.store.snapshot;

import io.carob.image.store.meta.SnapshotRow;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A layer that is being unpacked.
 *
 * @param row what will be recorded of it
 * @param place its folder
 * @param parents places of the layers below, nearest first; they may not be there yet
 * @param parent ends when the layer below is committed
 * @param ended ends when this one is committed, or discarded
 */
record Unpack(
    SnapshotRow row,
    Path place,
    List<Path> parents,
    CompletableFuture<?> parent,
    CompletableFuture<SnapshotRow> ended) {}
