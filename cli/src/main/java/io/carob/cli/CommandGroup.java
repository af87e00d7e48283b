package io.carob.cli;

/** A command that only has subcommands. */
abstract class CommandGroup extends ClientCommand {

  @Override
  public final Integer call() {
    throw usage("Missing command");
  }
}
