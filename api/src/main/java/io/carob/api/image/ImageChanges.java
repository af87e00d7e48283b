package io.carob.api.image;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a new image says differently from the one it is made from; what is empty stays as it is
 * there. Immutable.
 */
public final class ImageChanges {

  /** No changes. */
  public static final ImageChanges NONE = builder().build();

  private final Builder set;

  private ImageChanges(Builder set) {
    this.set = set;
  }

  /**
   * Begins with no changes.
   *
   * @return a builder of what is {@link #NONE} when nothing is told to it
   */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return the first words of the command; a new one takes the old further words away} */
  public Optional<List<String>> entrypoint() {
    return set.entrypoint;
  }

  /** {@return the further words of the command} */
  public Optional<List<String>> cmd() {
    return set.cmd;
  }

  /** {@return the environment to set, by name; other variables stay} */
  public Map<String, String> env() {
    return Map.copyOf(set.env);
  }

  /** {@return the working folder, absolute} */
  public Optional<String> workingDir() {
    return set.workingDir;
  }

  /** {@return user and group, as {@code user[:group]} by name or number} */
  public Optional<String> user() {
    return set.user;
  }

  /** {@return the labels to set; other labels stay} */
  public Map<String, String> labels() {
    return Map.copyOf(set.labels);
  }

  /** {@return who made the image} */
  public Optional<String> author() {
    return set.author;
  }

  /** {@return what is said of the step in the image's history} */
  public Optional<String> comment() {
    return set.comment;
  }

  /**
   * {@return when the image was made} Where it is not said, it is the latest time of a change of
   * what was added, so that the same content makes the same image.
   */
  public Optional<Instant> created() {
    return set.created;
  }

  /** Collects changes. */
  public static final class Builder {

    private Optional<List<String>> entrypoint = Optional.empty();
    private Optional<List<String>> cmd = Optional.empty();
    private final Map<String, String> env = new TreeMap<>();
    private Optional<String> workingDir = Optional.empty();
    private Optional<String> user = Optional.empty();
    private final Map<String, String> labels = new TreeMap<>();
    private Optional<String> author = Optional.empty();
    private Optional<String> comment = Optional.empty();
    private Optional<Instant> created = Optional.empty();

    private Builder() {}

    private Builder(Builder other) {
      entrypoint = other.entrypoint;
      cmd = other.cmd;
      env.putAll(other.env);
      workingDir = other.workingDir;
      user = other.user;
      labels.putAll(other.labels);
      author = other.author;
      comment = other.comment;
      created = other.created;
    }

    /**
     * Sets the first words of the command; none takes them away.
     *
     * @param words the program and its first arguments; empty for none
     * @return this builder
     */
    public Builder entrypoint(List<String> words) {
      entrypoint = Optional.of(List.copyOf(words));
      return this;
    }

    /**
     * Sets the further words of the command; none takes them away.
     *
     * @param words the arguments, or the whole command without an entrypoint; empty for none
     * @return this builder
     */
    public Builder cmd(List<String> words) {
      cmd = Optional.of(List.copyOf(words));
      return this;
    }

    /**
     * Sets one variable.
     *
     * @param name the variable's name
     * @param value its value; may be empty
     * @return this builder
     * @throws CarobException {@code INVALID_ARGUMENT} for a name that is empty or has {@code =}
     */
    public Builder env(String name, String value) {
      if (name.isEmpty() || name.indexOf('=') >= 0 || (name + value).indexOf('\0') >= 0) {
        throw new CarobException(
            ErrorCode.INVALID_ARGUMENT,
            "environment \"" + name + "\" cannot be set: it must be as NAME=value");
      }
      env.put(name, value);
      return this;
    }

    /**
     * Sets the working folder.
     *
     * @param folder an absolute path inside the image
     * @return this builder
     * @throws CarobException {@code INVALID_ARGUMENT} when it is not absolute
     */
    public Builder workingDir(String folder) {
      if (!folder.startsWith("/")) {
        throw new CarobException(
            ErrorCode.INVALID_ARGUMENT,
            "working folder \"" + folder + "\" cannot be set: it must begin with /");
      }
      workingDir = Optional.of(folder);
      return this;
    }

    /**
     * Sets user and group, as {@code user[:group]} by name or number.
     *
     * @param name {@code user[:group]}, by name or number
     * @return this builder
     */
    public Builder user(String name) {
      user = Optional.of(name);
      return this;
    }

    /**
     * Sets one label.
     *
     * @param key the label's name
     * @param value its value; may be empty
     * @return this builder
     * @throws CarobException {@code INVALID_ARGUMENT} for an empty key
     */
    public Builder label(String key, String value) {
      if (key.isEmpty()) {
        throw new CarobException(
            ErrorCode.INVALID_ARGUMENT, "a label cannot be set: it must be as key=value");
      }
      labels.put(key, value);
      return this;
    }

    /**
     * Sets who made the image.
     *
     * @param name who made it, free text
     * @return this builder
     */
    public Builder author(String name) {
      author = Optional.of(name);
      return this;
    }

    /**
     * Sets what the history says.
     *
     * @param text free text, kept in the history of the image
     * @return this builder
     */
    public Builder comment(String text) {
      comment = Optional.of(text);
      return this;
    }

    /**
     * Sets when the image was made.
     *
     * @param time any time; the same one makes the same image
     * @return this builder
     */
    public Builder created(Instant time) {
      created = Optional.of(Objects.requireNonNull(time));
      return this;
    }

    /** {@return the changes collected so far} */
    public ImageChanges build() {
      return new ImageChanges(new Builder(this));
    }
  }
}
