package io.carob.image.store.registry;

import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.image.store.registry.wire.Call;
import io.carob.image.store.registry.wire.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Gets manifests and indexes. */
final class ManifestFetch {

  /** Most bytes of a manifest, index or other document. */
  static final int LIMIT = 4 << 20;

  static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";

  private static final String ACCEPT =
      String.join(
          ", ",
          OCI_MANIFEST,
          OCI_INDEX,
          "application/vnd.docker.distribution.manifest.v2+json",
          "application/vnd.docker.distribution.manifest.list.v2+json");

  /** What servers say that know nothing of it. */
  private static final Set<String> ANY =
      Set.of("", "application/json", "text/plain", "application/octet-stream");

  /** A manifest or index that was found. */
  static final class Found {

    private final byte[] bytes;
    private final String mediaType;

    private Found(byte[] bytes, String mediaType) {
      this.bytes = bytes;
      this.mediaType = mediaType;
    }

    /** The bytes as they came; their digest is right if one was wanted. */
    byte[] bytes() {
      return bytes;
    }

    /** What the registry says it is; empty when it does not know. */
    String mediaType() {
      return mediaType;
    }
  }

  private ManifestFetch() {}

  /**
   * Asks one host after the other.
   *
   * @param wanted tag or digest
   * @param expected the digest that it must have, if known
   * @throws CarobException {@code NOT_FOUND}, {@code DATA_LOSS} and others: the last host's
   */
  static Found get(List<Session> hosts, Place place, String wanted, Optional<Digest> expected) {
    List<CarobException> failures = new ArrayList<>();
    for (Session host : hosts) {
      try {
        return get(host, place, wanted, expected);
      } catch (CarobException e) {
        failures.add(e);
        if (!Session.mayAskOthers(e)) {
          break;
        }
      }
    }
    throw RegistryErrors.all(failures, Optional.empty());
  }

  private static Found get(Session host, Place place, String wanted, Optional<Digest> expected) {
    String what =
        "getting manifest " + wanted + " of " + place.registry() + "/" + place.repository();
    Call call =
        Call.of("GET", host.endpoint().at(place.repository() + "/manifests/" + wanted))
            .with("Accept", ACCEPT);
    for (int failures = 1; ; failures++) {
      try (Reply reply = host.expect(call, what)) {
        byte[] bytes = reply.bytes(LIMIT);
        Optional<CarobException> wrong = check(what, bytes, reply, expected);
        if (wrong.isEmpty()) {
          return new Found(bytes, mediaType(reply));
        }
        if (failures > 1) {
          throw wrong.get();
        }
      } catch (IOException e) {
        if (!host.patience().left(failures)) {
          throw RegistryErrors.unreachable(host.endpoint(), what, e);
        }
        host.patience().pause(failures);
      }
    }
  }

  private static Optional<CarobException> check(
      String what, byte[] bytes, Reply reply, Optional<Digest> expected) {
    Digest found = Digest.of(bytes);
    Optional<String> said =
        reply.header("Docker-Content-Digest").filter(text -> text.startsWith("sha256:"));
    if (expected.isEmpty() && said.isPresent() && !said.get().equals(found.toString())) {
      return Optional.of(
          RegistryErrors.corrupt(what + ": what came", "the registry says of it another digest"));
    }
    return expected
        .filter(digest -> !digest.equals(found))
        .map(digest -> RegistryErrors.corrupt(what + ": what came", digest, found));
  }

  private static String mediaType(Reply reply) {
    String type = reply.header("Content-Type").orElse("").replaceFirst(";.*", "").strip();
    return ANY.contains(type) ? "" : type;
  }
}
