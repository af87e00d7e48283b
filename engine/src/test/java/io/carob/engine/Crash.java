package io.carob.engine;

/** The end of the process in the middle of a call; what the virtual machine raises passes all. */
@SuppressWarnings("serial")
final class Crash extends VirtualMachineError {
  Crash(int call) {
    super("crash at call " + call);
  }
}
