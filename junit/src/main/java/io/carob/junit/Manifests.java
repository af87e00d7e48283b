package io.carob.junit;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.pod.ResourceKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds manifests, and the pod in them that is meant. */
final class Manifests {

  private Manifests() {}

  /**
   * The text of a manifest, as {@link Pod#value} names it.
   *
   * @throws CarobException {@code NOT_FOUND}; {@code INTERNAL} when it cannot be read
   */
  static String read(String value, Class<?> testClass) {
    if (value.indexOf('\n') >= 0) {
      return value;
    }
    Path file = Path.of(value).toAbsolutePath();
    try (InputStream resource = testClass.getResourceAsStream(value)) {
      if (resource != null) {
        return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
      }
      if (Files.isRegularFile(file)) {
        return Files.readString(file);
      }
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "reading the manifest " + value + ": " + e, e);
    }
    throw new CarobException(
        ErrorCode.NOT_FOUND,
        "there is no manifest \""
            + value
            + "\": neither a resource beside "
            + testClass.getName()
            + " nor the file "
            + file
            + ". On the module path, the test's package must be open to io.carob.junit");
  }

  /**
   * The pod that is meant.
   *
   * @param keys what the manifest brings
   * @param name its name; empty for the only one
   * @throws CarobException {@code INVALID_ARGUMENT} when there is none, or several and no name
   */
  static ResourceKey pod(List<ResourceKey> keys, String name) {
    List<ResourceKey> pods = keys.stream().filter(key -> key.kind().equals("Pod")).toList();
    List<ResourceKey> meant =
        pods.stream().filter(key -> name.isEmpty() || key.name().equals(name)).toList();
    if (meant.size() != 1) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "the manifest brings the pods "
              + pods
              + (name.isEmpty() ? ", so one must be named" : ", and none \"" + name + "\"")
              + ". Say by @Pod(name = …) which is meant; pods of a Deployment are not");
    }
    return meant.get(0);
  }
}
