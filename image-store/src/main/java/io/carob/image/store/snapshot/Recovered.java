package io.carob.image.store.snapshot;

/**
 * What was brought in order at the start.
 *
 * @param places folders that no row names; each is removed as soon as its driver is there
 * @param rows rows dropped because their folder is gone or was not safely on the disk
 * @param trash entries of the trash that are being deleted
 */
public record Recovered(int places, int rows, int trash) {}
