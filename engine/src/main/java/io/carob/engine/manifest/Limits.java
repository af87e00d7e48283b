package io.carob.engine.manifest;

/** What one request may hold at most. */
final class Limits {

  /** Characters of all documents together. */
  static final int CHARACTERS = 4 * 1024 * 1024;

  /** Values of one document, each alias counted with all that it stands for. */
  static final int VALUES = 100_000;

  /** Levels of nesting. */
  static final int DEPTH = 50;

  /** Documents of one request, lists taken apart. */
  static final int DOCUMENTS = 1_000;

  private Limits() {}
}
