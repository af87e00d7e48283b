package io.carob.engine.pod;

import io.carob.api.sandbox.ContainerMount;
import java.util.List;

/**
 * What was decided for one run of a container, before it was made: enough to find, end and remove
 * it later.
 *
 * @param id the container's id
 * @param runtime its runtime
 * @param imageId the identity of its image
 * @param driver its snapshot driver
 * @param args the command
 * @param env the environment
 * @param workingDir the working folder inside
 * @param user the user that the image names
 * @param mounts the bind mounts
 * @param stopSignal the signal for an orderly end
 * @param form the form on disk in which its runtime writes
 */
record Made(
    String id,
    String runtime,
    String imageId,
    String driver,
    List<String> args,
    List<String> env,
    String workingDir,
    String user,
    List<ContainerMount> mounts,
    String stopSignal,
    int form) {

  Made {
    args = List.copyOf(args);
    env = List.copyOf(env);
    mounts = List.copyOf(mounts);
  }
}
