package io.carob.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test a pod that is ready, and takes it away afterwards.
 *
 * <ul>
 *   <li>On a <b>class</b>: one pod for all its tests, which is there before {@code @BeforeAll}
 *       methods run. Parameters of the type {@link PodHandle} without an annotation mean it, also
 *       those of nested classes.
 *   <li>On a <b>static field</b> of the type {@link PodHandle}: a further pod for all tests.
 *   <li>On another <b>field</b>: a pod for each test.
 *   <li>On a <b>parameter</b> of a test, a constructor or a method around tests: a pod for that
 *       test; of a {@code @BeforeAll} method, for all tests.
 * </ul>
 *
 * <p>When the test ends, however it does, everything that the manifest brought is deleted; with no
 * time to end for the containers. When it failed, the state, the events and the last lines of the
 * logs of its pods are printed to the error output before.
 *
 * <p>Each pod has a namespace of its own, so tests that run at the same time do not meet, unless
 * the manifest names a namespace.
 *
 * <p>A pod that does not get ready fails the test with a {@link io.carob.api.CarobException}:
 * {@code UNAVAILABLE} when the time is over, and {@code FAILED_PRECONDITION} when it has failed;
 * the message says what each container does. {@code ALREADY_EXISTS} when the manifest brings what
 * is there already; {@code INVALID_ARGUMENT} for a manifest that is not right, and {@code
 * NOT_FOUND} when it is not there.
 */
@Target({ElementType.TYPE, ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(PodExtension.class)
public @interface Pod {

  /**
   * The manifest, with one pod and what it needs, such as a {@code ConfigMap}: the name of a
   * resource beside the test class (or from the root of the class path, when it begins with a
   * slash); when there is none, the path of a file. A text with a line break is the manifest
   * itself.
   */
  String value();

  /** Which pod of the manifest is meant; may be left out when it has one alone. */
  String name() default "";

  /**
   * Images to import before, each once for a node: {@code PATH} or {@code NAME=PATH}, where the
   * path is that of an OCI image layout, a folder or an archive, or of an archive of {@code docker
   * save}. Others are pulled as the manifest says.
   */
  String[] images() default {};

  /**
   * Ports of the pod that must accept connections before it counts as ready. Without any, it does
   * when all its containers run, or have ended well.
   */
  int[] ports() default {};

  /** How long the pod may take to get ready, in seconds. */
  int readySeconds() default 60;
}
