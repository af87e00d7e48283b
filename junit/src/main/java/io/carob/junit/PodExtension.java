package io.carob.junit;

import io.carob.api.CarobException;
import io.carob.api.embed.Carob;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

/**
 * Starts the pods that tests ask for, and takes them away. {@link Pod} and {@link CarobNode} bring
 * it along; tests need not name it.
 */
public final class PodExtension
    implements BeforeAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        AfterAllCallback,
        ParameterResolver {

  /** For JUnit. */
  public PodExtension() {}

  @Override
  public void beforeAll(ExtensionContext context) throws IllegalAccessException {
    Class<?> testClass = context.getRequiredTestClass();
    Optional<Pod> ofClass = AnnotationSupport.findAnnotation(testClass, Pod.class);
    if (ofClass.isPresent()) {
      Scopes.setPodOfClass(context, start(context, ofClass.get()));
    }
    for (Field field : fields(testClass, true)) {
      fill(context, field, null);
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) throws IllegalAccessException {
    for (Object instance : context.getRequiredTestInstances().getAllInstances()) {
      for (Field field : fields(instance.getClass(), false)) {
        fill(context, field, instance);
      }
    }
  }

  private static List<Field> fields(Class<?> testClass, boolean ofClass) {
    return AnnotationSupport.findAnnotatedFields(
        testClass,
        Pod.class,
        field -> Modifier.isStatic(field.getModifiers()) == ofClass,
        HierarchyTraversalMode.TOP_DOWN);
  }

  private static void fill(ExtensionContext context, Field field, @Nullable Object instance)
      throws IllegalAccessException {
    Pod wanted = field.getAnnotation(Pod.class);
    if (field.getType() != PodHandle.class || Modifier.isFinal(field.getModifiers())) {
      throw new ExtensionConfigurationException(
          "@Pod stands at " + field + ", which must be a PodHandle and not final");
    }
    field.setAccessible(true);
    field.set(instance, start(context, wanted));
  }

  private static PodHandle start(ExtensionContext context, Pod wanted) {
    return Scopes.pods(context).start(wanted, context.getRequiredTestClass());
  }

  @Override
  public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
    return ExtensionContextScope.TEST_METHOD; // so a constructor's pod is that of its test
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return parameter.isAnnotated(Pod.class) || type == PodHandle.class || type == Carob.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    Optional<Pod> wanted = parameter.findAnnotation(Pod.class);
    if (type == Carob.class && wanted.isEmpty()) {
      return Scopes.pods(context).carob();
    }
    if (type != PodHandle.class) {
      throw new ParameterResolutionException(
          "@Pod stands at " + parameter.getParameter() + ", which must be a PodHandle");
    }
    return wanted
        .map(pod -> start(context, pod))
        .or(() -> Scopes.podOfClass(context))
        .orElseThrow(
            () ->
                new ParameterResolutionException(
                    "no pod is meant by "
                        + parameter.getParameter()
                        + ": give it or its class a @Pod"));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    end(context);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    end(context);
  }

  /** A report that cannot be made keeps nothing from being cleared. */
  private static void end(ExtensionContext context) {
    Optional<Throwable> failure = context.getExecutionException();
    try {
      if (failure.isPresent()) {
        report(context);
      }
    } catch (CarobException e) {
      failure.filter(thrown -> thrown != e).ifPresent(thrown -> thrown.addSuppressed(e));
    } finally {
      Scopes.close(context);
    }
  }

  private static void report(ExtensionContext context) {
    StringBuilder text = new StringBuilder();
    Scopes.inUse(context).forEach(pods -> text.append(pods.report()));
    if (!text.isEmpty()) {
      System.err.print(context.getDisplayName() + " failed. Its pods:\n" + text);
    }
  }
}
