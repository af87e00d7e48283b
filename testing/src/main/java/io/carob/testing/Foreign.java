package io.carob.testing;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A driver whose classes are of a loader of its own, as a bundle's are; it passes calls on. */
public final class Foreign implements InvocationHandler {

  private final Object to;
  private final String fails;
  private boolean failed;

  /**
   * Made by reflection, of the class as its own loader has it.
   *
   * @param to what does the work
   * @param fails the method whose first call throws an exception of the driver's own class
   */
  public Foreign(Object to, String fails) {
    this.to = to;
    this.fails = fails;
  }

  /** Makes one; its loader is added to those that should be gone in the end. */
  public static <D> D make(
      Class<D> type, D to, String fails, List<WeakReference<ClassLoader>> loaders)
      throws ReflectiveOperationException {
    ClassLoader own = new Own();
    loaders.add(new WeakReference<>(own));
    Object handler =
        own.loadClass(Foreign.class.getName())
            .getConstructor(Object.class, String.class)
            .newInstance(to, fails);
    return type.cast(
        Proxy.newProxyInstance(own, new Class<?>[] {type}, (InvocationHandler) handler));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] args)
      throws Throwable {
    if (method.getName().equals("exit")) {
      return new Endless();
    }
    if (method.getName().equals(fails) && !failed) {
      failed = true;
      throw new Failure();
    }
    try {
      return method.invoke(to, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** An answer that never comes. */
  private static final class Endless extends CompletableFuture<Object> {}

  /** What only this driver throws. */
  private static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    Failure() {
      super("once");
    }
  }

  private static final class Own extends ClassLoader {
    Own() {
      super(Foreign.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(Foreign.class.getName())) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        return known == null ? define(name) : known;
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      String file = "/" + name.replace('.', '/') + ".class";
      try (InputStream in = Foreign.class.getResourceAsStream(file)) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
