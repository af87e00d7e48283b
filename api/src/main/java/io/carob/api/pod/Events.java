package io.carob.api.pod;

import io.carob.api.Subscription;
import java.util.List;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/** What happened on this node. Kept in memory, bounded; the oldest go first. */
@ProviderType
public interface Events {

  /** {@return all kept events, oldest first} */
  List<Event> list();

  /**
   * Records an event. A repetition of the last event of the same subject, reason and message raises
   * its count.
   *
   * @param type {@code Normal} or {@code Warning}
   * @param reason a word for programs, such as {@code FailedMount}
   * @param subject what it happened to
   * @param message a sentence for people
   */
  void record(String type, String reason, ResourceKey subject, String message);

  /**
   * Hears every event from now on.
   *
   * @param listener called on the recording thread; must return quickly
   * @return closes the subscription
   */
  Subscription subscribe(Consumer<Event> listener);
}
