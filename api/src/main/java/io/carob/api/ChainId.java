package io.carob.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The identity of a layer on top of its parents, by the OCI image specification: {@code ChainID(L0)
 * = DiffID(L0)} and {@code ChainID(L0|…|Ln) = SHA256(ChainID(L0|…|Ln-1) + " " + DiffID(Ln))}. Two
 * images whose lowest layers are the same have the same chain identities there, and so share the
 * committed snapshots.
 *
 * @param digest the digest of the chain
 */
public record ChainId(Digest digest) {

  /** Checks that a digest is there. */
  public ChainId {
    Objects.requireNonNull(digest);
  }

  /**
   * Reads {@code sha256:<hex>}.
   *
   * @param text as {@link #toString} writes it
   * @return the identity of that digest
   * @throws CarobException {@code INVALID_ARGUMENT} when the text is not such a digest
   */
  public static ChainId parse(String text) {
    return new ChainId(Digest.parse(text));
  }

  /**
   * {@return the chain identity of one more layer on an optional parent chain}
   *
   * @param parent the layers below; empty for the lowest layer
   * @param layer the layer on top
   */
  public static ChainId of(Optional<ChainId> parent, DiffId layer) {
    return parent.isEmpty()
        ? new ChainId(layer.digest())
        : new ChainId(Digest.ofText(parent.get() + " " + layer));
  }

  /**
   * {@return the chain identities of the given layers, lowest first; as many as there are layers}
   *
   * @param layers lowest first
   */
  public static List<ChainId> chain(List<DiffId> layers) {
    List<ChainId> chain = new ArrayList<>(layers.size());
    Optional<ChainId> parent = Optional.empty();
    for (DiffId layer : layers) {
      ChainId id = of(parent, layer);
      chain.add(id);
      parent = Optional.of(id);
    }
    return List.copyOf(chain);
  }

  @Override
  public String toString() {
    return digest.toString();
  }
}
