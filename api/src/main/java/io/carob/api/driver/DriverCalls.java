package io.carob.api.driver;

import io.carob.api.CarobException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Calls drivers of one type as the core does, while they come and go: a service of the part of the
 * core that uses them, with the property {@link DriverSource#TYPE}. A driver that passes its calls
 * on to another one reaches it by this, and not by a reference of its own: so it need not go when
 * the other is replaced. The service is there before the core calls a driver, and until it calls
 * none any more. It comes from the part that uses the driver, so a reference to it must not keep
 * the driver from coming: let it be optional and dynamic.
 *
 * <p>What another driver writes, the core knows nothing of: it keeps the name and the form of the
 * driver that it called alone. Who passes calls on keeps those of the other in the same folder,
 * before it asks for something to be made there, and asks {@code readsDiskFormat} before each later
 * call.
 *
 * @param <D> the drivers' interface
 */
@ProviderType
public interface DriverCalls<D> {

  /**
   * Runs a call on the driver of that name, waiting for it when it is not there.
   *
   * <p>No two drivers of one name, such as two versions, ever work on one subject at once. Subjects
   * of different names have nothing to do with each other: so a driver passes on the subject that
   * it was called with itself. It must not call its own name.
   *
   * @param <R> what the call answers
   * @param name the driver's name
   * @param subject what the call works on: the path of a snapshot's or a volume's place, a pod's
   *     uid for a sandbox, a container's id
   * @param call what to do; it must not keep the driver
   * @return what the call answered
   * @throws CarobException {@code UNAVAILABLE} when no such driver came in time, or another one of
   *     that name did not let go of the subject in time; otherwise what the call raised
   */
  <R> R call(String name, String subject, Function<? super D, ? extends R> call);

  /**
   * As {@link #call}, for methods that answer nothing.
   *
   * @param name the driver's name
   * @param subject what the call works on, as for {@link #call}
   * @param call what to do; it must not keep the driver
   * @throws CarobException as {@link #call}
   */
  default void run(String name, String subject, Consumer<? super D> call) {
    call(
        name,
        subject,
        driver -> {
          call.accept(driver);
          return Boolean.TRUE; // a call has an answer
        });
  }
}
