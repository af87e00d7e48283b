package io.carob.example.git;

import io.carob.api.volume.VolumeFields;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The URL of a repository, of a form that neither git nor what it starts can take for anything
 * else: no options, no helper ({@code ext::}), no secrets.
 *
 * @param scheme {@code https}, {@code ssh}, {@code git} or {@code file}
 * @param text the whole
 */
record RepositoryUrl(String scheme, String text) {

  private static final int LONGEST = 2_000;
  private static final Pattern URL =
      Pattern.compile(
          "(?<scheme>[a-z]+)://(?:(?<user>[^/@]*)@)?"
              + "(?<host>[A-Za-z0-9][A-Za-z0-9.-]*|\\[[0-9A-Fa-f:.]+\\])?(?::(?<port>[0-9]{1,5}))?"
              + "(?<path>/[A-Za-z0-9._~+@%/-]*)");
  private static final Pattern USER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");

  /**
   * Reads a field.
   *
   * @throws io.carob.api.CarobException {@code INVALID_ARGUMENT}; its message does not repeat the
   *     value, which may hold a password
   */
  static RepositoryUrl of(VolumeFields fields, String name, Set<String> protocols) {
    String text = fields.requiredText(name);
    Matcher url = URL.matcher(text);
    if (text.length() > LONGEST || !url.matches()) {
      throw fields.invalid(
          name,
          "must be a URL such as https://host/path or ssh://git@host/path, of plain characters and"
              + " without a query");
    }
    String scheme = url.group("scheme");
    if (!protocols.contains(scheme)) {
      throw fields.invalid(
          name,
          "begins with "
              + scheme
              + "://, and allowed are "
              + protocols.stream().sorted().toList()
              + ": protocols in conf/io.carob.example.git.cfg");
    }
    if (!isUserFine(scheme, url.group("user"))) {
      throw fields.invalid(
          name,
          "has a user or a password in it. Leave it out; the node has them in the file named by"
              + " credentials.file in conf/io.carob.example.git.cfg");
    }
    if ((url.group("host") == null) != scheme.equals("file")
        || (scheme.equals("file") && url.group("port") != null)) {
      throw fields.invalid(name, "must name a host, or with file:// none");
    }
    if (hasDots(url.group("path"))) {
      throw fields.invalid(name, "has .. in its path");
    }
    return new RepositoryUrl(scheme, text);
  }

  /** ssh has a user, whose name is no secret. */
  private static boolean isUserFine(String scheme, String user) {
    return user == null || (scheme.equals("ssh") && USER.matcher(user).matches());
  }

  private static boolean hasDots(String path) {
    String plain = path.replaceAll("(?i)%2e", ".").replaceAll("(?i)%2f", "/");
    return plain.endsWith("/..") || plain.contains("/../");
  }
}
