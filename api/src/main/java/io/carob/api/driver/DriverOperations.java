package io.carob.api.driver;

import io.carob.api.CarobException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Runs the methods of a driver within one call of a {@link DriverTable}: counts their time, tells a
 * defect of the driver from an answer, and keeps what outlives the call.
 */
@ProviderType
public interface DriverOperations {

  /**
   * The driver that was given the call.
   *
   * @return as it was when it came: the driver is not asked
   */
  DriverInfo info();

  /** {@return what the call works on; empty when that was not said} */
  String subject();

  /**
   * Runs a method of the driver, within the limit of the table. Over the limit the driver is stuck,
   * and this thread is interrupted, once and only while the method runs; the flag that belongs to
   * the caller stays. A method within another one of the same call is part of that.
   *
   * @param <R> what the method answers
   * @param operation the method's name
   * @param work the method
   * @return what it answered, never null
   * @throws CarobException what the method raised; {@code UNAVAILABLE} when it ended by the
   *     interrupt; {@code UNSUPPORTED} when the driver was built for another API; {@code INTERNAL}
   *     for anything else that it threw, and for null. These name the driver and its version
   */
  <R> R ask(String operation, Supplier<? extends R> work);

  /**
   * As {@link #ask}, for a method that answers nothing.
   *
   * @param operation the method's name
   * @param work the method
   */
  void tell(String operation, Runnable work);

  /**
   * What to raise for an answer that breaks the contract.
   *
   * @param operation the method that answered
   * @param clause the clause of the SPI, such as {@code S3}
   * @param why what is wrong with the answer
   * @return {@code INTERNAL}, naming the driver, its version and the clause
   */
  CarobException broken(String operation, String clause, String why);

  /**
   * Something that is kept with the driver for as long as it is there.
   *
   * @param <T> what is kept
   * @param type what it is kept by
   * @param maker makes it when it is not there yet
   * @return what is kept, the same in all calls of the driver
   */
  <T> T once(Class<T> type, Supplier<? extends T> maker);

  /**
   * Follows a future of the driver that no call waits for, such as the end of a process. The answer
   * fails with {@code UNAVAILABLE} when the driver has gone first: then ask the next one. It does
   * not keep the driver.
   *
   * @param <T> what the future tells
   * @param future the driver's own
   * @return another future: the driver never sees it
   */
  <T> CompletableFuture<T> whileThere(CompletableFuture<T> future);

  /**
   * Keeps the driver from going until a future of its own ends, such as the exit code of a command.
   * When the time for that is over, the answer fails with {@code UNAVAILABLE}.
   *
   * @param <T> what the future tells
   * @param operation what goes on, in a word or two
   * @param future ends when the driver may go; it completes the answer before the driver goes
   * @param end called when the driver goes without it
   * @return ends as the driver's future does; may be passed on to anybody
   */
  <T> CompletableFuture<T> hold(String operation, CompletableFuture<T> future, Runnable end);
}
