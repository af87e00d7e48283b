package io.carob.linux.internal;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.LastError;
import com.kenai.jffi.Library;
import com.kenai.jffi.Type;
import org.jspecify.annotations.Nullable;

/**
 * One function of the C library or another, called with integers and addresses only. On a 64-bit
 * Linux all such arguments travel as 64-bit words, so one call context an arity is enough, and jffi
 * needs to generate no code.
 *
 * <p>A function that this C library lacks answers {@code -ENOSYS}. Nothing here allocates, starts a
 * thread or loads a class after the first call, which {@code unshare(CLONE_NEWPID)} depends on.
 */
final class NativeFunction {

  private static final int ENOSYS = 38;
  private static final int MAX_ARITY = 6;
  private static final Invoker INVOKER = Invoker.getInstance();
  private static final LastError LAST_ERROR = LastError.getInstance();
  private static final CallContext[] CONTEXTS = contexts();

  private final CallContext context;
  private final long address;

  NativeFunction(String name, int arity) {
    this(Library.getDefault(), name, arity);
  }

  /** A function of another library, which may not be there. */
  NativeFunction(@Nullable Library library, String name, int arity) {
    this.context = CONTEXTS[arity];
    this.address = library == null ? 0 : library.getSymbolAddress(name);
  }

  boolean isThere() {
    return address != 0;
  }

  /** Calls a function that does not report by {@code errno}. */
  long raw(long a) {
    return INVOKER.invokeN1(context, address, a);
  }

  private static CallContext[] contexts() {
    CallContext[] all = new CallContext[MAX_ARITY + 1];
    for (int arity = 0; arity <= MAX_ARITY; arity++) {
      Type[] parameters = new Type[arity];
      java.util.Arrays.fill(parameters, Type.SINT64);
      all[arity] = new CallContext(Type.SINT64, parameters);
    }
    return all;
  }

  long call(long a) {
    return address == 0 ? -ENOSYS : wide(INVOKER.invokeN1(context, address, a));
  }

  long call(long a, long b) {
    return address == 0 ? -ENOSYS : wide(INVOKER.invokeN2(context, address, a, b));
  }

  long call(long a, long b, long c) {
    return address == 0 ? -ENOSYS : wide(INVOKER.invokeN3(context, address, a, b, c));
  }

  long call(long a, long b, long c, long d) {
    return address == 0 ? -ENOSYS : wide(INVOKER.invokeN4(context, address, a, b, c, d));
  }

  long call(long a, long b, long c, long d, long e) {
    return address == 0 ? -ENOSYS : wide(INVOKER.invokeN5(context, address, a, b, c, d, e));
  }

  long call(long a, long b, long c, long d, long e, long f) {
    return address == 0 ? -ENOSYS : wide(INVOKER.invokeN6(context, address, a, b, c, d, e, f));
  }

  /** The same for a function that returns an {@code int}: the upper half of the word is noise. */
  static int narrow(long result) {
    if (result < 0) {
      return (int) result;
    }
    int value = (int) result;
    return value == -1 ? -LAST_ERROR.get() : value;
  }

  private static long wide(long result) {
    return result == -1 ? -LAST_ERROR.get() : result;
  }
}
