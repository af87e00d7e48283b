package io.carob.tck.story;

/** What was expected and what was seen, before the story of the test is put to it. */
public final class Mismatch extends AssertionError {

  private static final long serialVersionUID = 1;

  private final String expected;
  private final String seen;

  /** Both may have several lines. */
  public Mismatch(String expected, String seen) {
    super("expected: " + expected + "\nseen: " + seen);
    this.expected = expected;
    this.seen = seen;
  }

  String expected() {
    return expected;
  }

  String seen() {
    return seen;
  }
}
