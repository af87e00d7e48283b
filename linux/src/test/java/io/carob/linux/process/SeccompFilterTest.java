package io.carob.linux.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.linux.internal.Scratch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** Runs the program as the kernel would, on made-up calls. */
class SeccompFilterTest {

  private static final int ALLOW = 0x7FFF0000;
  private static final int EPERM = 0x00050001;
  private static final int ENOSYS = 0x00050026;
  private static final int AMD64 = 0xC000003E;

  private final SeccompFilter filter = new SeccompFilter(Machine.of("amd64"));

  private int amd64(int number, int firstArgument) {
    return verdict(filter, AMD64, number, firstArgument);
  }

  private static int verdict(SeccompFilter filter, int architecture, int number, int argument) {
    ByteBuffer call = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    call.putInt(0, number).putInt(4, architecture).putInt(16, argument);
    ByteBuffer program = filter.program();
    int accumulator = 0;
    for (int at = 0; at < program.capacity(); at += 8) {
      int operand = program.getInt(at + 4);
      boolean holds = false;
      switch (program.getShort(at)) {
        case 0x20 -> accumulator = call.getInt(operand);
        case 0x15 -> holds = accumulator == operand;
        case 0x35 -> holds = Integer.compareUnsigned(accumulator, operand) >= 0;
        case 0x45 -> holds = (accumulator & operand) != 0;
        case 0x06 -> {
          return operand;
        }
        default -> throw new AssertionError("opcode " + program.getShort(at));
      }
      if (program.getShort(at) != 0x20) {
        at += 8 * (program.get(at + (holds ? 2 : 3)) & 0xFF);
      }
    }
    throw new AssertionError("ran past the end");
  }

  @Test
  void waitingAndEndingAreAllowed() {
    for (int number : new int[] {0, 1, 7, 9, 11, 13, 14, 33, 34, 59, 60, 61, 202, 231, 289}) {
      assertThat(amd64(number, 0)).as("call %s", number).isEqualTo(ALLOW);
    }
    assertThat(amd64(436, 0)).as("close_range").isEqualTo(ALLOW);
    assertThat(amd64(449, 0)).as("futex_waitv").isEqualTo(ALLOW);
    assertThat(amd64(454, 0)).as("futex_wake").isEqualTo(ALLOW);
    assertThat(amd64(456, 0)).as("futex_requeue").isEqualTo(ALLOW);
  }

  @Test
  void gettingHoldOfThingsIsRefused() {
    for (int number : new int[] {2, 41, 42, 47, 101, 133, 155, 161, 165, 257, 272, 304, 308, 321}) {
      assertThat(amd64(number, 0)).as("call %s", number).isEqualTo(EPERM);
    }
  }

  @Test
  void newerCallsAreNotThere() {
    for (int number : new int[] {424, 425, 434, 435, 437, 438, 448, 450, 453, 457, 1000}) {
      assertThat(amd64(number, 0)).as("call %s", number).isEqualTo(ENOSYS);
    }
  }

  @Test
  void childrenGetNoNamespaces() {
    assertThat(amd64(56, 0x4111)).isEqualTo(ALLOW);
    for (int flag = 0x02000000; flag > 0; flag <<= 1) {
      if (flag != 0x80000000) {
        assertThat(amd64(56, flag)).as("flag %x", flag).isEqualTo(EPERM);
      }
    }
    assertThat(amd64(56, 0x00020011)).isEqualTo(EPERM);
  }

  @Test
  void otherPersonalitiesOfTheProcessorAreRefused() {
    assertThat(verdict(filter, 0x40000003, 1, 0)).as("i386").isEqualTo(EPERM);
    assertThat(amd64(0x40000000, 0)).as("x32").isEqualTo(ENOSYS);
    assertThat(verdict(new SeccompFilter(Machine.of("aarch64")), 0xC00000B7, 56, 0))
        .as("openat")
        .isEqualTo(EPERM);
  }

  @Test
  void headerTellsTheLength() {
    assertThat(filter.program().capacity()).isPositive().isLessThan(4096);
    assertThat(Scratch.address(filter.program())).isEqualTo(filter.address() + 16);
  }
}
