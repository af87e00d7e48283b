package io.carob.api.driver;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Lists the drivers of one type; a service of the part of the core that uses them. */
@ProviderType
public interface DriverSource {

  /** The drivers that are there now, by name. */
  List<DriverInfo> drivers();
}
