package io.carob.testing;

import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** A framework that takes some services and refuses the next. */
public final class FullRegistry {

  private final int takes;
  private final AtomicInteger offered = new AtomicInteger();
  private final AtomicInteger withdrawn = new AtomicInteger();

  /**
   * Makes one.
   *
   * @param takes how many services; the next one is an {@code IllegalStateException}
   */
  public FullRegistry(int takes) {
    this.takes = takes;
  }

  /** What registers there. */
  public BundleContext context() {
    return Fake.of(BundleContext.class, method -> register());
  }

  private ServiceRegistration<?> register() {
    if (offered.get() == takes) {
      throw new IllegalStateException("the registry is full");
    }
    offered.incrementAndGet();
    return Fake.of(ServiceRegistration.class, unregister -> withdrawn.incrementAndGet());
  }

  /** How many services were taken. */
  public int offered() {
    return offered.get();
  }

  /** How many of them were unregistered. */
  public int withdrawn() {
    return withdrawn.get();
  }
}
