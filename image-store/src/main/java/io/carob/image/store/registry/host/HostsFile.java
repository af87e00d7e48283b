package io.carob.image.store.registry.host;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.image.store.registry.host.Endpoint.Ability;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One {@code hosts.toml}. A wrong or unknown field is refused, not skipped: it may be the one that
 * was to keep something safe.
 */
final class HostsFile {

  private static final TomlMapper MAPPER = new TomlMapper();
  private static final Set<Ability> MIRROR = EnumSet.of(Ability.PULL, Ability.RESOLVE);
  private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}");
  private static final Set<String> OWN_HEADERS =
      Set.of("host", "authorization", "content-length", "connection", "expect", "upgrade", "range");
  private static final Set<String> FIELDS =
      Set.of("capabilities", "ca", "client", "header", "override_path", "skip_verify");

  private final Path file;
  private final JsonNode root;
  private final List<Endpoint> mirrors = new ArrayList<>();

  private HostsFile(Path file, JsonNode root) {
    this.file = file;
    this.root = root;
  }

  static HostsFile parse(Path file, byte[] text) {
    try {
      HostsFile read = new HostsFile(file, MAPPER.readTree(text));
      read.check();
      return read;
    } catch (JsonProcessingException e) {
      throw invalid(file, "it is not TOML: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw invalid(file, "it cannot be read: " + e.getMessage());
    }
  }

  /** The hosts to ask before the registry itself. */
  List<Endpoint> mirrors() {
    return List.copyOf(mirrors);
  }

  /** The registry itself. */
  Endpoint server(URI otherwise) {
    Map<String, JsonNode> own = new LinkedHashMap<>();
    root.properties().stream()
        .filter(field -> !field.getKey().equals("server") && !field.getKey().equals("host"))
        .forEach(field -> own.put(field.getKey(), field.getValue()));
    String server = root.has("server") ? text("server", root.get("server")) : null;
    Endpoint read =
        endpoint(
            "server",
            server == null ? otherwise.toString() : server,
            own,
            EnumSet.allOf(Ability.class));
    return server == null
        ? new Endpoint(otherwise, read.abilities(), read.headers(), read.tls())
        : read;
  }

  private void check() {
    server(URI.create("https://any.invalid/v2"));
    JsonNode hosts = root.path("host");
    if (!hosts.isMissingNode() && !hosts.isObject()) {
      throw invalid(file, "host is not a table of hosts");
    }
    for (Map.Entry<String, JsonNode> host : hosts.properties()) {
      Map<String, JsonNode> fields = new LinkedHashMap<>();
      host.getValue().properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
      mirrors.add(endpoint("host \"" + host.getKey() + "\"", host.getKey(), fields, MIRROR));
    }
  }

  private Endpoint endpoint(
      String where, String address, Map<String, JsonNode> fields, Set<Ability> usual) {
    for (String field : fields.keySet()) {
      if (!FIELDS.contains(field)) {
        throw invalid(file, where + " has the unknown field " + field + "; known are " + FIELDS);
      }
    }
    if (bool(fields.get("skip_verify"))) {
      throw invalid(
          file, where + " asks for skip_verify, which is not supported: name its authority in ca");
    }
    return new Endpoint(
        base(where, address, bool(fields.get("override_path"))),
        fields.containsKey("capabilities") ? abilities(where, fields.get("capabilities")) : usual,
        headers(where, fields.get("header")),
        new TlsFiles(
            texts("ca", fields.get("ca")).stream().map(this::path).toList(),
            client(where, fields.get("client"))));
  }

  private URI base(String where, String address, boolean overridePath) {
    try {
      URI uri = new URI(address.contains("://") ? address : "https://" + address);
      boolean known = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      if (!known || uri.getHost() == null || uri.getRawUserInfo() != null) {
        throw invalid(file, where + " is no address such as https://mirror.example:5000");
      }
      if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
        throw invalid(file, where + " has more than a host and a path");
      }
      String path = uri.getRawPath().replaceAll("/+$", "");
      if (!overridePath && !path.endsWith("/v2")) {
        path += "/v2";
      }
      return new URI(uri.getScheme() + "://" + uri.getRawAuthority() + path);
    } catch (URISyntaxException e) {
      throw invalid(file, where + " is no address: " + e.getMessage());
    }
  }

  private Set<Ability> abilities(String where, @Nullable JsonNode list) {
    Set<Ability> all = EnumSet.noneOf(Ability.class);
    for (String word : texts("capabilities", list)) {
      switch (word) {
        case "pull" -> all.add(Ability.PULL);
        case "resolve" -> all.add(Ability.RESOLVE);
        case "push" -> all.add(Ability.PUSH);
        default -> throw invalid(file, where + " has the unknown capability \"" + word + "\"");
      }
    }
    return all;
  }

  private Map<String, List<String>> headers(String where, @Nullable JsonNode table) {
    Map<String, List<String>> all = new LinkedHashMap<>();
    if (table == null) {
      return all;
    }
    for (Map.Entry<String, JsonNode> header : table.properties()) {
      String name = header.getKey();
      List<String> values = texts("header", header.getValue());
      if (!HEADER_NAME.matcher(name).matches()
          || OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))
          || values.stream().anyMatch(v -> v.chars().anyMatch(c -> c < ' ' || c > '~'))) {
        throw invalid(file, where + " has the header \"" + name + "\", which cannot be set");
      }
      all.put(name, values);
    }
    return all;
  }

  /** One file with both, a pair of certificate and key, or a list of one of these. */
  private Optional<TlsFiles.Client> client(String where, @Nullable JsonNode value) {
    if (value == null) {
      return Optional.empty();
    }
    JsonNode one = value.isArray() && value.size() == 1 ? value.get(0) : value;
    List<String> names = texts("client", one);
    if (names.isEmpty() || names.size() > 2) {
      throw invalid(file, where + " needs one client certificate and one key");
    }
    return Optional.of(new TlsFiles.Client(path(names.get(0)), path(names.get(names.size() - 1))));
  }

  /** Relative to the folder of this file. */
  private Path path(String text) {
    return file.resolveSibling(text);
  }

  private boolean bool(@Nullable JsonNode value) {
    if (value != null && !value.isBoolean()) {
      throw invalid(file, "\"" + value + "\" is not true or false");
    }
    return value != null && value.booleanValue();
  }

  private List<String> texts(String field, @Nullable JsonNode value) {
    if (value == null) {
      return List.of();
    }
    if (!value.isArray()) {
      return List.of(text(field, value));
    }
    List<String> all = new ArrayList<>();
    value.forEach(element -> all.add(text(field, element)));
    return all;
  }

  private String text(String field, JsonNode value) {
    if (!value.isTextual() || value.textValue().indexOf('\0') >= 0) {
      throw invalid(file, field + " is not a text");
    }
    return value.textValue();
  }

  static CarobException invalid(Path file, String why) {
    return new CarobException(
        ErrorCode.INVALID_ARGUMENT, "the registry hosts file " + file + " is wrong: " + why);
  }
}
