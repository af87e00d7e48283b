package io.carob.image.store.registry;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.image.RegistryLogin;
import io.carob.image.store.registry.host.Endpoint;
import io.carob.image.store.registry.host.Endpoint.Ability;
import io.carob.image.store.registry.host.HostsFolder;
import io.carob.image.store.registry.login.Authorizer;
import io.carob.image.store.registry.login.Caller;
import io.carob.image.store.registry.login.DockerConfig;
import io.carob.image.store.registry.wire.Http;
import io.carob.image.store.registry.wire.Patience;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Sessions with the hosts of registries. */
final class Connections implements AutoCloseable {

  private final HostsFolder hosts;
  private final DockerConfig logins;
  private final Http http;
  private final Authorizer authorizer;
  private final Patience patience;

  Connections(RegistrySettings settings) {
    this.hosts = new HostsFolder(settings.hosts());
    this.logins = new DockerConfig(settings.dockerConfig());
    this.http = new Http(settings.connect(), settings.stall());
    this.authorizer = new Authorizer(http);
    this.patience =
        new Patience(
            settings.attempts(),
            settings.firstDelay(),
            settings.longestDelay(),
            settings.longestWait());
  }

  /**
   * Sessions with the hosts of a registry that have an ability, in the order to ask them.
   *
   * @param scope what tokens are asked for
   * @param own the caller's credentials, for the registry itself and not for its mirrors
   * @throws CarobException {@code INVALID_ARGUMENT} when there is none, or their file is wrong
   */
  List<Session> to(String registry, Ability ability, String scope, Optional<RegistryLogin> own) {
    List<Endpoint> all = hosts.endpoints(registry);
    List<Session> sessions = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Endpoint endpoint = all.get(i);
      boolean itself = i == all.size() - 1;
      String name = itself ? registry : endpoint.authority();
      Supplier<Optional<RegistryLogin>> login =
          new Once(() -> itself && own.isPresent() ? own : logins.find(name));
      if (endpoint.abilities().contains(ability)) {
        sessions.add(new Session(http, authorizer, patience, new Caller(endpoint, scope, login)));
      }
    }
    if (sessions.isEmpty()) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "no host of the registry "
              + registry
              + " has the capability "
              + ability
              + " in its hosts.toml");
    }
    return sessions;
  }

  /** Ends what a thread asks or reads. */
  void interrupt(Thread thread) {
    http.interrupt(thread);
  }

  @Override
  public void close() {
    http.close();
  }

  /** Looks a login up once: a helper is a process. */
  private static final class Once implements Supplier<Optional<RegistryLogin>> {

    private final Supplier<Optional<RegistryLogin>> source;
    private boolean asked;
    private Optional<RegistryLogin> found = Optional.empty();

    Once(Supplier<Optional<RegistryLogin>> source) {
      this.source = source;
    }

    @Override
    public synchronized Optional<RegistryLogin> get() {
      if (!asked) {
        found = source.get();
        asked = true;
      }
      return found;
    }
  }
}
