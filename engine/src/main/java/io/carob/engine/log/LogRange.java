package io.carob.engine.log;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which part of a log, and how it is shown.
 *
 * @param tail only the last lines
 * @param since only lines from then on
 * @param timestamps whether each line begins with its time
 */
public record LogRange(OptionalInt tail, Optional<Instant> since, boolean timestamps) {}
