package io.carob.api.node;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** Looks after some parts of the running node. All services of this type are asked. */
@ConsumerType
@FunctionalInterface
public interface HealthSource {

  /**
   * Says how its parts are. Called often, from any thread, but never twice at once; answers at once
   * or within a second, and changes nothing. Does not throw: what does is a part that is down.
   *
   * @return the parts, always those of the same names
   */
  List<Health.Part> parts();
}
