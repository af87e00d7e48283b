package io.carob.engine.manifest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.api.model.Pod;
import org.osgi.annotation.bundle.Header;

/**
 * Has Jackson learn the fields of a pod: of the start of a service with pods to adopt it is the
 * longest part, so the launcher does it ahead.
 */
@Header(name = "Carob-Ahead", value = "${@class}")
public final class ModelsAhead implements Runnable {

  /** Made by the launcher. */
  public ModelsAhead() {}

  @Override
  public void run() {
    Models.read(JsonNodeFactory.instance.objectNode(), Pod.class);
  }
}
