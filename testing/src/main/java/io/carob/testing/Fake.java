package io.carob.testing;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Objects of an interface of which a test needs one or two methods. */
public final class Fake {

  private Fake() {}

  /**
   * An object that answers each method with what the test says; a method without a result answers
   * nothing.
   */
  public static <T> T of(Class<T> type, Function<Method, ? extends @Nullable Object> answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              Object told = answer.apply(method);
              return method.getReturnType() == void.class ? null : told;
            }));
  }

  /** An annotation with the defaults of its elements, such as a configuration that says nothing. */
  public static <T> T defaults(Class<T> type) {
    return of(type, Method::getDefaultValue);
  }
}
