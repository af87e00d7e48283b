package io.carob.assembly.drivers;

import java.util.Set;

/** A jar cannot be used; the message says why and what to do, in words for people. */
public final class Refusal extends Exception {

  private final Kind kind;
  private final transient Set<String> pids;

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
    this(kind, reason, Set.of());
  }

  private Refusal(Kind kind, String reason, Set<String> pids) {
    super(reason);
    this.kind = kind;
    this.pids = Set.copyOf(pids);
  }

  /**
   * A bundle cannot be used.
   *
   * @param reason why, in words
   */
  public Refusal(String reason, Throwable cause) {
    super(reason, cause);
    this.kind = Kind.FINAL;
    this.pids = Set.of();
  }

  static Refusal notWhole(String how) {
    return new Refusal(Kind.NOT_WHOLE, "is not whole: " + how);
  }

  /**
   * A component of a bundle cannot be made; it may be when its configuration changes.
   *
   * @param pids what its configuration goes by
   */
  static Refusal notMade(String why, Set<String> pids) {
    return new Refusal(Kind.FINAL, why, pids);
  }

  /** Whose configuration may change that; empty when none does. */
  Set<String> pids() {
    return pids;
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
  public String reason() {
    return String.valueOf(getMessage());
  }
}
