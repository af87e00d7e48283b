package io.carob.api.storage;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Checks what one part of Carob keeps on disk against its own rules. Several services of this type
 * are asked, for {@code carob fsck}.
 */
@ConsumerType
@FunctionalInterface
public interface IntegrityCheck {

  /**
   * Checks, while the service goes on.
   *
   * @param options what to do
   * @return what is wrong; empty when all is well. Each finding says what mends it
   */
  List<Finding> check(Options options);

  /**
   * How to check.
   *
   * @param repair whether to mend what can be mended without a loss
   * @param quick whether to leave out what reads whole files and walks whole trees
   */
  record Options(boolean repair, boolean quick) {}
}
