package io.carob.engine.pod;

import java.time.Instant;

/**
 * The process of a container that was started.
 *
 * @param pid its first process
 * @param rootfs where its root file system is mounted
 * @param created when it was made
 * @param started when it was started
 */
record Running(long pid, String rootfs, Instant created, Instant started) {}
