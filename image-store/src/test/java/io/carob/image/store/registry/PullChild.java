package io.carob.image.store.registry;

import java.nio.file.Path;

/** The process that a test ends in the middle of a pull. */
final class PullChild {

  private PullChild() {}

  /** Arguments: the folder, and what to pull. */
  public static void main(String[] args) throws Exception {
    try (Node node = new Node(Path.of(args[0]))) {
      node.pull(args[1]);
    }
  }
}
