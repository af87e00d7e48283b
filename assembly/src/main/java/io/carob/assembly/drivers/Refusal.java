package io.carob.assembly.drivers;

/** A jar cannot be used; the message says why and what to do, in words for people. */
public final class Refusal extends Exception {

  private final Kind kind;

  /** How final it is. */
  enum Kind {
    /** Until the jar changes. */
    FINAL,
    /** The jar may still be on its way into the folder. */
    NOT_WHOLE,
    /** Another bundle has its name; it may go. */
    TAKEN,
    /** The policy does not let it pass; the policy may change. */
    POLICY,
    /** Its start has not ended. */
    HANGING
  }

  Refusal(String reason) {
    this(Kind.FINAL, reason);
  }

  Refusal(Kind kind, String reason) {
    super(reason);
    this.kind = kind;
  }

  /**
   * A bundle cannot be used.
   *
   * @param reason why, in words
   */
  public Refusal(String reason, Throwable cause) {
    super(reason, cause);
    this.kind = Kind.FINAL;
  }

  static Refusal notWhole(String how) {
    return new Refusal(
        Kind.NOT_WHOLE, "is not whole (yet): " + how + "; it is looked at again when it changes");
  }

  Kind kind() {
    return kind;
  }

  /** Whether something has not ended, and goes on. */
  public boolean isHanging() {
    return kind == Kind.HANGING;
  }

  /** Whether the configuration does not let it pass. */
  public boolean isByPolicy() {
    return kind == Kind.POLICY;
  }

  /** The reason; never missing. */
  String reason() {
    return String.valueOf(getMessage());
  }
}
