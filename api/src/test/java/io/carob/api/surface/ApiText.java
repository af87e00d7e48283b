package io.carob.api.surface;

import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All that others can see of the API, one line each, in an order that never changes. */
final class ApiText {

  private static final Set<String> OF_EVERY_OBJECT = Set.of("equals", "hashCode", "toString");

  private ApiText() {}

  /** The lines for all exported packages. */
  static List<String> lines() throws IOException, ReflectiveOperationException {
    List<String> lines = new ArrayList<>();
    List<String> classes = ApiJar.classes();
    for (Map.Entry<String, String> exported : ApiJar.packages().entrySet()) {
      lines.add("package " + exported.getKey() + " " + exported.getValue());
      for (String name : classes) {
        Class<?> type = Class.forName(name, false, ApiText.class.getClassLoader());
        if (type.getPackageName().equals(exported.getKey()) && isVisible(type)) {
          addType(type, lines);
        }
      }
    }
    return lines;
  }

  private static boolean isVisible(Class<?> type) {
    Class<?> outer = type.getEnclosingClass();
    return !type.isAnonymousClass()
        && !type.isLocalClass()
        && isVisible(type.getModifiers())
        && (outer == null || isVisible(outer));
  }

  private static boolean isVisible(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  private static void addType(Class<?> type, List<String> lines) {
    Set<String> members = new TreeSet<>();
    if (!type.isEnum()) {
      Arrays.stream(type.getDeclaredConstructors())
          .filter(ApiText::isSeen)
          .map(made -> deprecation(made) + made.toGenericString())
          .forEach(members::add);
    }
    Arrays.stream(type.getDeclaredMethods())
        .filter(ApiText::isSeen)
        .filter(method -> !OF_EVERY_OBJECT.contains(method.getName()))
        .map(method -> deprecation(method) + method.toGenericString())
        .forEach(members::add);
    Arrays.stream(type.getDeclaredFields())
        .filter(ApiText::isSeen)
        .map(field -> deprecation(field) + field.toGenericString() + constant(field))
        .forEach(members::add);
    lines.add("  " + deprecation(type) + type.toGenericString() + parents(type));
    members.forEach(member -> lines.add("    " + shortened(member, type)));
  }

  private static boolean isSeen(Member member) {
    return isVisible(member.getModifiers()) && !member.isSynthetic();
  }

  private static String parents(Class<?> type) {
    Stream<Type> parents =
        Stream.concat(
            Stream.ofNullable(type.getGenericSuperclass()),
            Arrays.stream(type.getGenericInterfaces()));
    String names =
        parents
            .map(Type::getTypeName)
            .filter(name -> !name.equals("java.lang.Object"))
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? "" : " : " + names;
  }

  private static String deprecation(AnnotatedElement element) {
    Deprecated deprecated = element.getAnnotation(Deprecated.class);
    return deprecated == null ? "" : "@Deprecated(since " + deprecated.since() + ") ";
  }

  /** The value of a constant, which is copied into those who use it. */
  private static String constant(Field field) {
    int modifiers = field.getModifiers();
    boolean copied = field.getType().isPrimitive() || field.getType() == String.class;
    if (!copied || !Modifier.isStatic(modifiers) || !Modifier.isFinal(modifiers)) {
      return "";
    }
    try {
      return " = " + field.get(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError(field.toString(), e);
    }
  }

  /** Without the type's name before the member's, which the line above says. */
  private static String shortened(String member, Class<?> type) {
    return member.replace(type.getTypeName() + ".", "").replace("java.lang.", "");
  }
}
