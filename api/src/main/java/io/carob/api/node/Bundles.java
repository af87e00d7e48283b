package io.carob.api.node;

import io.carob.api.CarobException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** The OSGi bundles of the running service. Not there when Carob runs without OSGi. */
@ProviderType
public interface Bundles {

  /** All bundles, by id. */
  List<BundleInfo> list();

  /**
   * Installs and starts a bundle.
   *
   * @throws CarobException {@code NOT_FOUND} when there is no such file, {@code INVALID_ARGUMENT}
   *     when it is no bundle, {@code ALREADY_EXISTS} when its name and version are there, {@code
   *     FAILED_PRECONDITION} when it cannot be resolved, naming what is missing
   */
  BundleInfo install(Path jar);

  /**
   * Replaces a bundle by another jar of the same symbolic name, while everything else runs on. When
   * the new one cannot start, the old one is put back.
   *
   * @param nameOrId the number, the symbolic name, the jar's name without its version, or the last
   *     part of the symbolic name when no other bundle has the same
   * @throws CarobException as {@link #install}; {@code NOT_FOUND} also when there is no such
   *     bundle, {@code INVALID_ARGUMENT} also when the name fits several, naming them
   */
  BundleInfo update(String nameOrId, Path jar);

  /**
   * Starts a stopped bundle; named as for {@link #update}.
   *
   * @throws CarobException {@code NOT_FOUND}, {@code FAILED_PRECONDITION}
   */
  BundleInfo start(String nameOrId);

  /**
   * Stops a bundle; named as for {@link #update}.
   *
   * @throws CarobException {@code NOT_FOUND}, {@code FAILED_PRECONDITION} for the system bundle
   */
  BundleInfo stop(String nameOrId);

  /**
   * Stops and removes a bundle; named as for {@link #update}.
   *
   * @throws CarobException as {@link #stop}
   */
  void uninstall(String nameOrId);

  /**
   * What went wrong with bundles that run on as before: an update that was refused. It is kept
   * until the next one succeeds or the bundle goes.
   *
   * @return by symbolic name, in words for people
   */
  default Map<String, String> troubles() {
    return Map.of();
  }

  /**
   * One bundle.
   *
   * @param id its number
   * @param name its symbolic name
   * @param version its version
   * @param state {@code active}, {@code resolved}, {@code installed}, {@code starting}, {@code
   *     stopping}
   * @param location where it came from
   */
  record BundleInfo(long id, String name, String version, String state, String location) {}
}
