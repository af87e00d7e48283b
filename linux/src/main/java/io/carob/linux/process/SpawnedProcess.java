package io.carob.linux.process;

import java.util.concurrent.CompletableFuture;

/**
 * A child of this process that outlives it. It is reaped when it ends; nobody else may wait for it.
 *
 * @param pid its number in this process's PID namespace
 * @param startTime when it started ({@link Pids#startTime}), to tell it from a later process with
 *     the same number
 * @param onExit completes when it has ended and is reaped
 */
public record SpawnedProcess(long pid, long startTime, CompletableFuture<ExitStatus> onExit) {}
