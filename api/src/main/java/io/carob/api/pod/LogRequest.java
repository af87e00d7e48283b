package io.carob.api.pod;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which part of which log.
 *
 * @param namespace the pod's namespace
 * @param pod the pod's name
 * @param container the container; empty for the only one
 * @param follow whether to go on until the container ends
 * @param tail only the last lines
 * @param since only lines from then on
 * @param previous the run before the present one
 * @param timestamps whether each line begins with its time
 * @param output which of the container's outputs; {@code tail} counts the lines of both
 */
public record LogRequest(
    String namespace,
    String pod,
    Optional<String> container,
    boolean follow,
    OptionalInt tail,
    Optional<Instant> since,
    boolean previous,
    boolean timestamps,
    Output output) {

  /** Checks that all parts are there. */
  public LogRequest {
    Objects.requireNonNull(namespace);
    Objects.requireNonNull(pod);
    Objects.requireNonNull(container);
    Objects.requireNonNull(tail);
    Objects.requireNonNull(since);
    Objects.requireNonNull(output);
  }

  /**
   * A request for both outputs, in the order they came.
   *
   * @param namespace the pod's namespace
   * @param pod the pod's name
   * @param container the container; empty for the only one
   * @param follow whether to go on until the container ends
   * @param tail only the last lines
   * @param since only lines from then on
   * @param previous the run before the present one
   * @param timestamps whether each line begins with its time
   */
  public LogRequest(
      String namespace,
      String pod,
      Optional<String> container,
      boolean follow,
      OptionalInt tail,
      Optional<Instant> since,
      boolean previous,
      boolean timestamps) {
    this(namespace, pod, container, follow, tail, since, previous, timestamps, Output.BOTH);
  }

  /**
   * Begins a request for all that the present run of the pod's only container has written.
   *
   * @param namespace the pod's namespace
   * @param pod the pod's name
   * @return further wishes go there
   */
  public static Builder of(String namespace, String pod) {
    return new Builder(namespace, pod);
  }

  /** Puts a request together; each method but the last answers this builder. */
  public static final class Builder {

    private final String namespace;
    private final String pod;
    private Optional<String> container = Optional.empty();
    private boolean follow;
    private OptionalInt tail = OptionalInt.empty();
    private Optional<Instant> since = Optional.empty();
    private boolean previous;
    private boolean timestamps;
    private Output output = Output.BOTH;

    private Builder(String namespace, String pod) {
      this.namespace = Objects.requireNonNull(namespace);
      this.pod = Objects.requireNonNull(pod);
    }

    /**
     * The container; needed when the pod has several.
     *
     * @param name the container's name within the pod
     * @return this builder
     */
    public Builder container(String name) {
      container = Optional.of(name);
      return this;
    }

    /**
     * Goes on until the container ends.
     *
     * @return this builder
     */
    public Builder follow() {
      follow = true;
      return this;
    }

    /**
     * Only the last lines.
     *
     * @param lines how many, of both outputs together; not negative
     * @return this builder
     */
    public Builder tail(int lines) {
      tail = OptionalInt.of(lines);
      return this;
    }

    /**
     * Only lines from then on.
     *
     * @param time of the first line to come
     * @return this builder
     */
    public Builder since(Instant time) {
      since = Optional.of(time);
      return this;
    }

    /**
     * The run before the present one.
     *
     * @return this builder
     */
    public Builder previous() {
      previous = true;
      return this;
    }

    /**
     * Each line begins with its time.
     *
     * @return this builder
     */
    public Builder timestamps() {
      timestamps = true;
      return this;
    }

    /**
     * One of the container's outputs.
     *
     * @param one which one; both, when it is not said
     * @return this builder
     */
    public Builder output(Output one) {
      output = Objects.requireNonNull(one);
      return this;
    }

    /** {@return the request} */
    public LogRequest build() {
      return new LogRequest(
          namespace, pod, container, follow, tail, since, previous, timestamps, output);
    }
  }

  /** What a container writes to. */
  public enum Output {
    /** Standard output and standard error. */
    BOTH,
    /** Standard output. */
    STDOUT,
    /** Standard error. */
    STDERR
  }
}
