package io.carob.sandbox.oci;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.sandbox.SecuritySpec;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Finds the ids of an image's user in the image's own {@code /etc/passwd} and {@code /etc/group}.
 * Lines that are not well formed are passed over, as the C library does.
 */
public final class IdentityPlan {

  private static final long MAX_ID = 0xFFFFFFFEL;

  private final List<String[]> passwd;
  private final List<String[]> group;

  /**
   * Reads the two files.
   *
   * @param passwd the text of {@code /etc/passwd}; empty when there is none
   * @param group the text of {@code /etc/group}; empty when there is none
   */
  public IdentityPlan(String passwd, String group) {
    this.passwd = entries(passwd, 4);
    this.group = entries(group, 3);
  }

  /**
   * The ids to run as.
   *
   * @param user {@code user[:group]} by name or number; empty for root
   * @throws CarobException {@code NOT_FOUND} when a name is in neither file; {@code
   *     INVALID_ARGUMENT} when user 0 comes out and is refused
   */
  public Identity resolve(String user, SecuritySpec security) {
    int colon = user.indexOf(':');
    String userPart = colon < 0 ? user : user.substring(0, colon);
    String groupPart = colon < 0 ? "" : user.substring(colon + 1);
    if (security.runAsUser().isPresent()) {
      userPart = Long.toString(security.runAsUser().getAsLong());
      groupPart = "";
    }
    Optional<String[]> entry =
        security.runAsUser().isPresent()
            ? entryOf(security.runAsUser().getAsLong())
            : userEntry(userPart.isEmpty() ? "0" : userPart);
    long uid = entry.isPresent() ? id(entry.get()[2]).orElseThrow() : number(userPart, "user");
    long gid = gid(groupPart, entry, security);
    if (uid == 0 && security.runAsNonRoot()) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "the container would run as root, and runAsNonRoot refuses that; set runAsUser, or name a"
              + " user in the image");
    }
    Set<Long> groups = new LinkedHashSet<>(security.supplementalGroups());
    if (groupPart.isEmpty()) {
      entry.ifPresent(found -> groups.addAll(memberships(found[0])));
    }
    return new Identity(uid, gid, List.copyOf(groups));
  }

  private long gid(String groupPart, Optional<String[]> entry, SecuritySpec security) {
    if (security.runAsGroup().isPresent()) {
      return security.runAsGroup().getAsLong();
    }
    if (!groupPart.isEmpty()) {
      return group.stream()
          .filter(line -> line[0].equals(groupPart))
          .findFirst()
          .map(line -> id(line[2]).orElseThrow())
          .orElseGet(() -> number(groupPart, "group"));
    }
    return entry.isPresent() ? id(entry.get()[3]).orElseThrow() : 0;
  }

  /** The entry of a user by name, or by number; a name that looks like a number is a name first. */
  private Optional<String[]> userEntry(String user) {
    Optional<String[]> named = passwd.stream().filter(line -> line[0].equals(user)).findFirst();
    OptionalLong number = id(user);
    if (named.isPresent() || number.isEmpty()) {
      return named;
    }
    return entryOf(number.getAsLong());
  }

  /** What the manifest asks for by number is that number, whoever the image names so. */
  private Optional<String[]> entryOf(long uid) {
    return passwd.stream().filter(line -> id(line[2]).getAsLong() == uid).findFirst();
  }

  private List<Long> memberships(String name) {
    return group.stream()
        .filter(line -> line.length > 3 && List.of(line[3].split(",", -1)).contains(name))
        .map(line -> id(line[2]).orElseThrow())
        .toList();
  }

  private static long number(String text, String what) {
    if (text.isEmpty()) {
      return 0;
    }
    return id(text)
        .orElseThrow(
            () ->
                new CarobException(
                    ErrorCode.NOT_FOUND,
                    "the image has no "
                        + what
                        + " '"
                        + text
                        + "' in /etc/"
                        + (what.equals("user") ? "passwd" : "group")
                        + "; name one that it has, or give a number"));
  }

  private static List<String[]> entries(String text, int fields) {
    return text.lines()
        .map(line -> line.split(":", -1))
        .filter(line -> line.length >= fields && !line[0].isEmpty() && id(line[2]).isPresent())
        .filter(line -> fields < 4 || id(line[3]).isPresent())
        .toList();
  }

  private static OptionalLong id(String text) {
    if (text.isEmpty() || text.length() > 10 || !text.chars().allMatch(Character::isDigit)) {
      return OptionalLong.empty();
    }
    long value = Long.parseLong(text);
    return value > MAX_ID ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
