package io.carob.sandbox.container;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.sandbox.ExecSession;
import io.carob.sandbox.host.Command;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts commands inside a container, as its user, with its capabilities and its seccomp profile.
 */
final class ContainerExec {

  private ContainerExec() {}

  static ExecSession start(
      ContainerFiles files, ContainerRecord kept, List<String> args, List<String> env) {
    if (args.isEmpty()) {
      throw new CarobException(ErrorCode.INVALID_ARGUMENT, "no command was given");
    }
    try {
      ExecProcess.rehearse(files);
      ExecFiles own = ExecFiles.make(files);
      ProcessBuilder builder = new ProcessBuilder(command(kept, own, args, env));
      Command.cleanEnvironment(builder);
      return new ExecProcess(builder.start(), own);
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.INTERNAL, "cannot run a command in container " + kept.id(), e);
    }
  }

  private static List<String> command(
      ContainerRecord kept, ExecFiles own, List<String> args, List<String> env) {
    List<String> command = new ArrayList<>();
    command.add(kept.runtime().program().toString());
    command.addAll(List.of("--root=" + kept.runtime().root(), "--log", own.log().toString()));
    command.addAll(List.of("exec", "--pid-file", own.pid().toString()));
    for (String entry : env) {
      command.addAll(List.of("--env", entry));
    }
    command.add(kept.id());
    command.addAll(args);
    return command;
  }
}
