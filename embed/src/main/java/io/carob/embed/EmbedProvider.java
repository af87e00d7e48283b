package io.carob.embed;

import io.carob.api.embed.Carob;
import io.carob.api.embed.CarobProvider;

/** Makes nodes inside of programs. */
public final class EmbedProvider implements CarobProvider {

  /** For {@code ServiceLoader}. */
  public EmbedProvider() {}

  @Override
  public Carob.Builder builder() {
    return new NodeBuilder();
  }
}
