package io.carob.engine.manifest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.osgi.annotation.bundle.Header;

/**
 * Has Jackson learn the fields of a pod, which takes long: of the start on a root with pods to
 * adopt it is the longest part, so the launcher does it ahead. On another root the first manifest
 * needs it, so it is done once the service runs.
 */
@Header(name = "Carob-Ahead", value = "${@class}")
@Header(name = "Carob-Afterwards", value = "${@class}")
public final class ModelsAhead implements Consumer<Path>, Runnable {

  /** Made by the launcher. */
  public ModelsAhead() {}

  /** Does it where there are pods to adopt. */
  @Override
  public void accept(Path root) {
    try (Stream<Path> pods = Files.list(root.resolve("pods"))) {
      if (pods.findAny().isPresent()) {
        run();
      }
    } catch (IOException e) {
      // no pods, or none that can be read, which adoption tells
    }
  }

  @Override
  public void run() {
    Models.read(JsonNodeFactory.instance.objectNode(), Pod.class);
  }
}
