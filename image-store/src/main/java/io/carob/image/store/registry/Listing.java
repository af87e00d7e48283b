package io.carob.image.store.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.image.Referrer;
import io.carob.image.store.registry.wire.Call;
import io.carob.image.store.registry.wire.Http;
import io.carob.image.store.registry.wire.Reply;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a registry has: tags, repositories, referrers; page by page. */
final class Listing {

  /** Most entries of a list. */
  static final int MOST = 100_000;

  /** Most pages, and most bytes of them all: a list may be made to have no end. */
  static final int MOST_PAGES = 1000;

  private static final long MOST_BYTES = 64 << 20;
  private static final int PAGE = 1000;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_./-]{1,256}");
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Pattern NEXT = Pattern.compile("<([^>]*)>\\s*;[^,]*rel=\"?next\"?");

  private final Session host;

  Listing(Session host) {
    this.host = host;
  }

  List<String> tags(Place place) {
    return texts(
        host.endpoint().at(place.repository() + "/tags/list?n=" + PAGE),
        "tags",
        "listing the tags of " + place.registry() + "/" + place.repository());
  }

  List<String> catalog(String registry) {
    return texts(
        host.endpoint().at("_catalog?n=" + PAGE),
        "repositories",
        "listing the repositories of " + registry);
  }

  private List<String> texts(URI first, String field, String what) {
    List<String> all = new ArrayList<>();
    pages(
        first,
        what,
        page -> {
          page.path(field).forEach(node -> all.add(name(node, what)));
          bound(all.size(), MOST, what);
        });
    return all;
  }

  private static String name(JsonNode node, String what) {
    if (!node.isTextual() || !NAME.matcher(node.textValue()).matches()) {
      throw new CarobException(
          ErrorCode.DATA_LOSS, what + " failed: the registry answered what can be no name");
    }
    return node.textValue();
  }

  /** By the API of OCI 1.1, or the tag that older registries have for it. */
  List<Referrer> referrers(Place place, Digest subject, Optional<String> artifactType) {
    String what = "listing what refers to " + place;
    String query =
        artifactType
            .map(type -> "?artifactType=" + URLEncoder.encode(type, StandardCharsets.UTF_8))
            .orElse("");
    List<Referrer> all = new ArrayList<>();
    Consumer<JsonNode> add =
        page -> {
          page.path("manifests").forEach(node -> all.add(referrer(node, what)));
          bound(all.size(), MOST, what);
        };
    try {
      pages(host.endpoint().at(place.repository() + "/referrers/" + subject + query), what, add);
    } catch (CarobException e) {
      if (e.code() != ErrorCode.NOT_FOUND) {
        throw e;
      }
      byTag(place, subject, what).ifPresent(add);
    }
    return all.stream()
        .filter(one -> artifactType.isEmpty() || artifactType.get().equals(one.artifactType()))
        .toList();
  }

  private Optional<JsonNode> byTag(Place place, Digest subject, String what) {
    URI uri =
        host.endpoint()
            .at(place.repository() + "/manifests/" + subject.algorithm() + "-" + subject.hex());
    Call call = Call.of("GET", uri).with("Accept", ManifestFetch.OCI_INDEX);
    try (Reply reply = host.expect(call, what)) {
      return Optional.of(json(bytes(reply, what), what));
    } catch (CarobException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static Referrer referrer(JsonNode node, String what) {
    Map<String, String> annotations = new TreeMap<>();
    node.path("annotations")
        .properties()
        .forEach(entry -> annotations.put(entry.getKey(), entry.getValue().asText()));
    try {
      return new Referrer(
          Digest.parse(node.path("digest").asText()),
          node.path("mediaType").asText(),
          node.path("artifactType").asText(),
          node.path("size").asLong(),
          annotations);
    } catch (CarobException e) {
      throw new CarobException(
          ErrorCode.DATA_LOSS, what + " failed: the registry answered a wrong digest", e);
    }
  }

  private void pages(URI first, String what, Consumer<JsonNode> read) {
    Set<URI> seen = new HashSet<>();
    long bytes = 0;
    Optional<URI> next = Optional.of(first);
    while (next.isPresent() && seen.add(next.get())) {
      try (Reply reply = host.expect(Call.of("GET", next.get()), what)) {
        byte[] page = bytes(reply, what);
        bytes += page.length;
        bound(seen.size(), MOST_PAGES, what);
        bound(bytes, MOST_BYTES, what);
        read.accept(json(page, what));
        next = next(reply, what);
      }
    }
  }

  /** The next page; one of another host would hear who we are, so it is no part of the list. */
  private Optional<URI> next(Reply reply, String what) {
    for (String link : reply.headers("Link")) {
      Matcher matcher = NEXT.matcher(link);
      if (matcher.find()) {
        URI next = Http.resolve(reply.uri(), matcher.group(1));
        if (!Http.sameOrigin(next, host.endpoint().base())) {
          throw new CarobException(
              ErrorCode.UNAVAILABLE,
              what
                  + " failed: its next page is said to be at another address, "
                  + Http.plainly(next)
                  + ". If the registry stands behind a proxy, let it answer relative addresses");
        }
        return Optional.of(next);
      }
    }
    return Optional.empty();
  }

  private static void bound(long size, long most, String what) {
    if (size > most) {
      throw new CarobException(
          ErrorCode.RESOURCE_EXHAUSTED,
          what + " failed: there is too much: more than " + MOST + " entries, or endless pages");
    }
  }

  private byte[] bytes(Reply reply, String what) {
    try {
      return reply.bytes(ManifestFetch.LIMIT);
    } catch (IOException e) {
      throw RegistryErrors.unreachable(host.endpoint(), what, e);
    }
  }

  private static JsonNode json(byte[] page, String what) {
    try {
      return MAPPER.readTree(page);
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.DATA_LOSS, what + " failed: the registry's answer is not JSON", e);
    }
  }
}
