package io.carob.engine;

/**
 * The configuration {@code io.carob.engine}. In the key, one underscore is a dot, and two are one.
 */
@interface EngineSettings {

  /** Snapshot driver of pods that name none. */
  String snapshotter() default "overlay";

  /** Sandbox driver of pods that name none. */
  String sandbox() default "pause";

  /** Container runtime of pods that name none. */
  String runtime() default "oci";

  /** Seconds that a step waits for a driver that is not there. */
  int driver_wait_seconds() default 10;

  /** Seconds that one call of a driver may go on before the driver counts as stuck. */
  int driver_call_seconds() default 120;

  /** Seconds before the second restart in a row; doubled from there. */
  int restart__backoff__seconds() default 10;

  /** Seconds before a restart at most. */
  int restart__backoff__max__seconds() default 300;

  /** Seconds after which a running container counts as sound again. */
  int restart__reset__seconds() default 600;

  /** The node's name; the host's name when empty. */
  String node__name() default "";
}
