package io.carob.engine.pod;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.image.ImageConfig;
import io.fabric8.kubernetes.api.model.Container;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Which command runs, by Kubernetes' rules. */
final class CommandPlan {

  private CommandPlan() {}

  static List<String> of(Container container, ImageConfig image, Map<String, String> env) {
    boolean ownCommand = !container.getCommand().isEmpty();
    List<String> first = ownCommand ? container.getCommand() : image.entrypoint();
    boolean imageCmd = !ownCommand && container.getArgs().isEmpty();
    List<String> rest = imageCmd ? image.cmd() : container.getArgs();
    List<String> args =
        Stream.concat(
                first.stream().map(a -> ownCommand ? Expansion.expand(a, env) : a),
                rest.stream().map(a -> imageCmd ? a : Expansion.expand(a, env)))
            .toList();
    if (args.isEmpty()) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "image "
              + container.getImage()
              + " names no command; give the container a command in the manifest");
    }
    return args;
  }
}
