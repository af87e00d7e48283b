package io.carob.image.store.registry.host;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/**
 * The folder that says which hosts serve a registry: {@code <host[:port]>/hosts.toml}, or {@code
 * _default/hosts.toml} for all others, as containerd reads it. Read anew each time, so a change
 * counts at once.
 */
public final class HostsFolder {

  private static final String FILE = "hosts.toml";
  private static final String HUB = "docker.io";
  private static final int LIMIT = 1 << 20;

  private final Path folder;

  /** The given folder; it need not be there. */
  public HostsFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * The hosts of a registry, in the order to ask them; the registry's own comes last.
   *
   * @param registry host and optional port
   * @throws CarobException {@code INVALID_ARGUMENT} when a file says something wrong
   */
  public List<Endpoint> endpoints(String registry) {
    for (String name : List.of(registry, registry.replace(':', '_') + "_", "_default")) {
      Path file = folder.resolve(name).resolve(FILE);
      if (name.indexOf('/') < 0 && Files.isRegularFile(file)) {
        return configured(registry, file);
      }
    }
    return List.of(own(registry));
  }

  private static List<Endpoint> configured(String registry, Path file) {
    HostsFile read = HostsFile.parse(file, text(file));
    List<Endpoint> all = new ArrayList<>(read.mirrors());
    Endpoint own = own(registry);
    all.add(read.server(own.base()));
    return all;
  }

  private static byte[] text(Path file) {
    try {
      if (Files.size(file) > LIMIT) {
        throw HostsFile.invalid(file, "it is larger than " + LIMIT + " bytes");
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return new byte[0];
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.INTERNAL, "reading " + file + " failed: " + e + ". Is it readable?", e);
    }
  }

  /** Without configuration: TLS, except on this machine, where no port but 443 is taken for it. */
  private static Endpoint own(String registry) {
    URI plain = URI.create("http://" + (registry.equals(HUB) ? "registry-1.docker.io" : registry));
    boolean http = Loopback.is(plain.getHost()) && plain.getPort() != 443;
    return new Endpoint(
        URI.create((http ? "http://" : "https://") + plain.getAuthority() + "/v2"),
        EnumSet.allOf(Endpoint.Ability.class),
        Map.of(),
        TlsFiles.NONE);
  }
}
