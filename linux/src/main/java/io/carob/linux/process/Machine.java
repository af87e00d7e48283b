package io.carob.linux.process;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.util.List;

/**
 * What system calls are called on one architecture.
 *
 * @param audit its name for seccomp
 * @param setresgid the number of setresgid(2)
 * @param cloneCall the number of clone(2)
 * @param refused calls older than number 424 by which a process gets hold of files, sockets, other
 *     processes, namespaces, keys, shared memory or the kernel's rarer parts
 */
record Machine(int audit, int setresgid, int cloneCall, List<Integer> refused) {

  private static final Machine AMD64 =
      new Machine(
          0xC000003E,
          119,
          56,
          List.of(
              2, 29, 30, 41, 42, 43, 47, 49, 53, 85, 101, 103, 133, 134, 135, 139, 153, 154, 155,
              156, 161, 163, 164, 165, 166, 167, 168, 169, 170, 171, 172, 173, 175, 176, 179, 206,
              209, 212, 246, 248, 249, 250, 257, 259, 272, 279, 288, 298, 299, 300, 303, 304, 308,
              310, 311, 312, 313, 319, 320, 321, 322, 323));

  private static final Machine ARM64 =
      new Machine(
          0xC00000B7,
          149,
          220,
          List.of(
              0, 2, 18, 33, 39, 40, 41, 51, 56, 58, 60, 89, 92, 97, 104, 105, 106, 116, 117, 142,
              161, 162, 170, 194, 196, 198, 199, 200, 202, 203, 212, 217, 218, 219, 224, 225, 239,
              241, 242, 243, 262, 264, 265, 268, 270, 271, 272, 273, 279, 280, 281, 282, 294));

  Machine {
    refused = List.copyOf(refused);
  }

  /** This host's. */
  static Machine host() {
    return of(System.getProperty("os.arch", ""));
  }

  static Machine of(String architecture) {
    return switch (architecture) {
      case "amd64" -> AMD64;
      case "aarch64" -> ARM64;
      default ->
          throw new CarobException(
              ErrorCode.UNSUPPORTED,
              "programs can be confined on amd64 and aarch64, not on " + architecture);
    };
  }
}
