package io.carob.linux.process;

import io.carob.linux.internal.Scratch;
import java.nio.ByteBuffer;

/**
 * A seccomp program for something that only waits: it may run, be told of signals and end, but not
 * get hold of anything. The rest of a Java thread's life passes through it too, so it is a list of
 * what is refused; calls newer than the list are refused but for a few.
 */
final class SeccompFilter {

  private static final int LOAD = 0x20; // BPF_LD | BPF_W | BPF_ABS
  private static final int EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
  private static final int AT_LEAST = 0x35; // BPF_JMP | BPF_JGE | BPF_K
  private static final int ANY_BIT = 0x45; // BPF_JMP | BPF_JSET | BPF_K
  private static final int RETURN = 0x06; // BPF_RET | BPF_K

  private static final int ALLOW = 0x7FFF0000;
  private static final int ERRNO = 0x00050000;
  private static final int EPERM = 1;
  private static final int ENOSYS = 38;

  private static final int NUMBER = 0;
  private static final int ARCHITECTURE = 4;
  private static final int FIRST_ARGUMENT = 16;

  /** From here on, calls have the same number everywhere. */
  private static final int FIRST_COMMON = 424;

  private static final int CLOSE_RANGE = 436;
  private static final int FUTEX_WAITV = 449;
  private static final int FUTEX_WAKE = 454;
  private static final int FUTEX_REQUEUE = 456;

  /** All flags of clone(2) that make a namespace. */
  private static final int CLONE_NAMESPACES = 0x7E020000;

  private static final int INSTRUCTION = 8;
  private static final int HEADER = 16;
  private static final int CAPACITY = 512;

  private final ByteBuffer memory = Scratch.direct(HEADER + CAPACITY * INSTRUCTION);
  private int count;

  SeccompFilter(Machine machine) {
    add(LOAD, 0, 0, ARCHITECTURE);
    add(EQUAL, 1, 0, machine.audit());
    add(RETURN, 0, 0, ERRNO | EPERM);
    add(LOAD, 0, 0, NUMBER);
    allowCommon();
    for (int number : machine.refused()) {
      add(EQUAL, 0, 1, number);
      add(RETURN, 0, 0, ERRNO | EPERM);
    }
    add(EQUAL, 0, 3, machine.cloneCall());
    add(LOAD, 0, 0, FIRST_ARGUMENT);
    add(ANY_BIT, 0, 1, CLONE_NAMESPACES);
    add(RETURN, 0, 0, ERRNO | EPERM);
    add(RETURN, 0, 0, ALLOW);
    memory.putShort(0, (short) count);
    memory.putLong(8, Scratch.address(memory) + HEADER);
  }

  /** Of the newer calls these; clone3 hides its flags, and has an older sister. */
  private void allowCommon() {
    add(AT_LEAST, 0, 6, FIRST_COMMON);
    add(EQUAL, 4, 0, CLOSE_RANGE);
    add(EQUAL, 3, 0, FUTEX_WAITV);
    add(AT_LEAST, 0, 1, FUTEX_WAKE);
    add(AT_LEAST, 0, 1, FUTEX_REQUEUE + 1);
    add(RETURN, 0, 0, ERRNO | ENOSYS);
    add(RETURN, 0, 0, ALLOW);
  }

  /** A load, a jump by so many instructions when it holds and when not, or the verdict. */
  private void add(int code, int ifSo, int ifNot, int operand) {
    int at = HEADER + count * INSTRUCTION;
    memory.putShort(at, (short) code);
    memory.put(at + 2, (byte) ifSo);
    memory.put(at + 3, (byte) ifNot);
    memory.putInt(at + 4, operand);
    count++;
  }

  /** The instructions. */
  ByteBuffer program() {
    return memory.slice(HEADER, count * INSTRUCTION).order(memory.order());
  }

  /** The address of the program's header, for prctl(2). */
  long address() {
    return Scratch.address(memory);
  }
}
