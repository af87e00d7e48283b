package io.carob.image.store.registry.host;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether a host is this machine, by its name alone: no resolver is asked, as it might lie. */
public final class Loopback {

  private static final Pattern NUMBERS = Pattern.compile("127(?:\\.[0-9]{1,3}){3}");

  private Loopback() {}

  /** Whether what is sent to the host stays on this machine. */
  public static boolean is(@Nullable String host) {
    return host != null
        && (host.equalsIgnoreCase("localhost")
            || NUMBERS.matcher(host).matches()
            || host.equals("[::1]")
            || host.equals("::1"));
  }
}
