package io.carob.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What the node is like that the pods of a test class run on; also for its nested classes. With it,
 * tests may have a parameter of the type {@link io.carob.api.embed.Carob}: the node itself.
 *
 * <p>Classes that ask for the same folder and settings share one node, which is started with the
 * first that needs it and ended after all tests of this JVM. So do all classes without this
 * annotation.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(PodExtension.class)
public @interface CarobNode {

  /**
   * The folder of the node, which stays after the tests with its images, so that the next run need
   * not import them again. What an earlier run left of its pods is ended first. One JVM can use it
   * at a time. Empty for a temporary folder, which is deleted.
   */
  String folder() default "";

  /** Images to import before the first test, as {@link Pod#images}. */
  String[] images() default {};

  /** Settings of the node. */
  Setting[] settings() default {};

  /** What a line of the service's configuration sets. */
  @Target({})
  @Retention(RetentionPolicy.RUNTIME)
  @interface Setting {

    /** The PID, which is the name of the file, such as {@code io.carob.engine}. */
    String pid();

    /** The key in the file. */
    String key();

    /** The value, written as in the file. */
    String value();
  }
}
