package io.carob.rest.fake;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.node.Bundles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One bundle that can be asked for anything. */
public final class FakeBundles implements Bundles {

  /** What went wrong with bundles. */
  public final Map<String, String> troubles = new ConcurrentHashMap<>();

  /** The last thing that was asked. */
  public volatile String last = "";

  @Override
  public Map<String, String> troubles() {
    return troubles;
  }

  @Override
  public List<BundleInfo> list() {
    return List.of(bundle("active"));
  }

  @Override
  public BundleInfo install(Path jar) {
    last = "install " + jar;
    return bundle("active");
  }

  @Override
  public BundleInfo update(String nameOrId, Path jar) {
    last = "update " + known(nameOrId) + " " + jar;
    return bundle("active");
  }

  @Override
  public BundleInfo start(String nameOrId) {
    last = "start " + known(nameOrId);
    return bundle("active");
  }

  @Override
  public BundleInfo stop(String nameOrId) {
    last = "stop " + known(nameOrId);
    return bundle("resolved");
  }

  @Override
  public void uninstall(String nameOrId) {
    last = "uninstall " + known(nameOrId);
  }

  private static String known(String name) {
    if (!name.equals("overlay")) {
      throw new CarobException(ErrorCode.NOT_FOUND, "no bundle " + name);
    }
    return name;
  }

  private static BundleInfo bundle(String state) {
    return new BundleInfo(7, "io.carob.snapshotter.overlay", "0.1.0", state, "file:/o.jar");
  }
}
