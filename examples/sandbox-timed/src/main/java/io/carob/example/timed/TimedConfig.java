package io.carob.example.timed;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration {@code io.carob.example.timed}. */
@ObjectClassDefinition(
    name = "Timed sandboxes",
    description = "Sandboxes of another driver, with a record of what they took.")
@interface TimedConfig {

  @AttributeDefinition(
      description =
          "The driver that makes the sandboxes. Those that are there stay with the driver that made"
              + " them. (live, since 0.1)")
  String delegate() default "pause";
}
