package io.carob.engine.pod;

import java.time.Instant;

/**
 * How one run of a container ended.
 *
 * @param containerId the container of that run; empty when it could not be made
 * @param code its exit code
 * @param reason one word: {@code Completed}, {@code Error}, {@code OOMKilled}, …
 * @param message more, for people; may be empty
 * @param started when it began
 * @param finished when it ended
 */
record Ended(
    String containerId,
    int code,
    String reason,
    String message,
    Instant started,
    Instant finished) {}
