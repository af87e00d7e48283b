package io.carob.rest;

import io.carob.api.node.NodeLayout;
import io.carob.rest.http.Services;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.osgi.annotation.bundle.Header;

/**
 * The classes of Jetty and of the routes, and the code that the JVM makes for each route, for the
 * start of the server: had ahead by the launcher.
 */
@Header(name = "Carob-Ahead", value = "${@class}")
public final class RestAhead implements Consumer<Path> {

  /** Made by the launcher. */
  public RestAhead() {}

  /** Makes a server that never starts, and routes that nobody asks. */
  @Override
  public void accept(Path root) {
    Server server = new Server();
    server.addConnector(
        new UnixDomainServerConnector(
            server, 1, 1, new HttpConnectionFactory(new HttpConfiguration())));
    Routes.of(
        new Services(Duration.ZERO, Routes.SERVICES),
        new NodeLayout(root, root, "/carob"),
        Clock.systemUTC(),
        () -> false);
  }
}
