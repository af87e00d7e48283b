package io.carob.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    description = "Prints a script that completes words of this command.",
    footer = {
      "",
      "Examples:",
      "  source <(carob completion bash)",
      "  carob completion bash > /etc/bash_completion.d/carob"
    })
final class CompletionCommand extends ClientCommand {

  @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
  private String shell = "";

  @Override
  public Integer call() {
    if (!shell.equals("bash") && !shell.equals("zsh")) {
      throw usage("\"" + shell + "\" is neither bash nor zsh");
    }
    CommandLine all = new CommandLine(new Root(terminal()));
    Commands.addAll(all);
    if (shell.equals("zsh")) {
      terminal().out().println("autoload -U +X compinit bashcompinit && compinit && bashcompinit");
    }
    terminal().out().print(AutoComplete.bash("carob", all));
    terminal().out().flush();
    return 0;
  }
}
