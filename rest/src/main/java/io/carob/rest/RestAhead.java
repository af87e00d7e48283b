package io.carob.rest;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.osgi.annotation.bundle.Header;

/** Jetty's classes and tables, for the start of the server: had ahead by the launcher. */
@Header(name = "Carob-Ahead", value = "${@class}")
public final class RestAhead implements Consumer<Path> {

  /** Made by the launcher. */
  public RestAhead() {}

  /** Makes a server that never starts. */
  @Override
  public void accept(Path root) {
    Server server = new Server();
    server.addConnector(
        new UnixDomainServerConnector(
            server, 1, 1, new HttpConnectionFactory(new HttpConfiguration())));
  }
}
