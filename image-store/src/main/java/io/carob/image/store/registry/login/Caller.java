package io.carob.image.store.registry.login;

import io.carob.api.image.RegistryLogin;
import io.carob.image.store.registry.host.Endpoint;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Who asks a host, and what for.
 *
 * @param endpoint the host
 * @param scope what is wanted, as {@code repository:demo/web:pull}; several with spaces between
 * @param login looks the credentials up, when they are needed
 */
public record Caller(Endpoint endpoint, String scope, Supplier<Optional<RegistryLogin>> login) {}
