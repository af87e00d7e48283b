package io.carob.engine;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * The configuration {@code io.carob.engine}. In the key, one underscore is a dot, and two are one.
 */
@ObjectClassDefinition(
    name = "Engine",
    description = "Pods: the drivers of those that name none, and how they are started again.")
@interface EngineSettings {

  @AttributeDefinition(description = "Snapshot driver of pods that name none. (live, since 0.1)")
  String snapshotter() default "overlay";

  @AttributeDefinition(description = "Sandbox driver of pods that name none. (live, since 0.1)")
  String sandbox() default "pause";

  @AttributeDefinition(description = "Container runtime of pods that name none. (live, since 0.1)")
  String runtime() default "oci";

  @AttributeDefinition(
      min = "0",
      max = "3600",
      description = "Seconds that a step waits for a driver that is not there. (live, since 0.1)")
  int driver_wait_seconds() default 10;

  @AttributeDefinition(
      min = "1",
      max = "86400",
      description =
          "Seconds that one call of a driver may go on before the driver counts as stuck. (live,"
              + " since 0.1)")
  int driver_call_seconds() default 120;

  @AttributeDefinition(
      min = "1",
      max = "86400",
      description =
          "Seconds before the second restart in a row; doubled from there. (live, since 0.1)")
  int restart__backoff__seconds() default 10;

  @AttributeDefinition(
      min = "1",
      max = "86400",
      description = "Seconds before a restart at most. (live, since 0.1)")
  int restart__backoff__max__seconds() default 300;

  @AttributeDefinition(
      min = "1",
      max = "86400",
      description =
          "Seconds after which a running container counts as sound again. (live, since 0.1)")
  int restart__reset__seconds() default 600;

  @AttributeDefinition(
      description = "The node's name; the host's name when empty. (live, since 0.1)")
  String node__name() default "";
}
