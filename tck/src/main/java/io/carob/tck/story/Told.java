package io.carob.tck.story;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A driver each of whose calls is a step of a story. */
public final class Told implements InvocationHandler {

  private static final Set<String> CONSTANT = Set.of("name", "capabilities", "diskFormat");

  private static final int LISTED = 4;

  private final Object driver;
  private final Story story;

  private Told(Object driver, Story story) {
    this.driver = driver;
    this.story = story;
  }

  /**
   * Listens to a driver.
   *
   * @param type the interface through which it is called
   */
  public static <T> T told(Class<T> type, T driver, Story story) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(), new Class<?>[] {type}, new Told(driver, story)));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] given)
      throws Throwable {
    if (method.getDeclaringClass() == Object.class || CONSTANT.contains(method.getName())) {
      return call(method, given);
    }
    Story.Step step = story.add(line(method, given));
    try {
      Object answer = call(method, given);
      step.answer(method.getReturnType() == void.class ? "" : String.valueOf(answer));
      return answer;
    } catch (Throwable e) { // whatever a driver throws belongs to the story
      step.answer(Thrown.say(e));
      throw e;
    }
  }

  private @Nullable Object call(Method method, @Nullable Object @Nullable [] given)
      throws Throwable {
    try {
      return method.invoke(driver, given);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  /** Long lists by their beginning and their end. */
  private static String say(@Nullable Object value) {
    if (value instanceof List<?> list && list.size() > LISTED) {
      return "[%s, %s, and %d more, the last %s]"
          .formatted(list.get(0), list.get(1), list.size() - 2, list.get(list.size() - 1));
    }
    return String.valueOf(value);
  }

  private static String line(Method method, @Nullable Object @Nullable [] given) {
    String arguments =
        given == null ? "" : Arrays.stream(given).map(Told::say).collect(Collectors.joining(", "));
    return method.getName() + "(" + arguments + ")";
  }
}
