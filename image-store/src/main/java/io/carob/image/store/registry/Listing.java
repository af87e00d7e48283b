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

  private static final int PAGE = 1000;
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
          page.path(field).forEach(node -> all.add(node.asText()));
          bound(all.size(), what);
        });
    return all;
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
          bound(all.size(), what);
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
      return Optional.of(json(reply, what));
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
    Optional<URI> next = Optional.of(first);
    while (next.isPresent() && seen.add(next.get())) {
      bound(seen.size(), what);
      try (Reply reply = host.expect(Call.of("GET", next.get()), what)) {
        read.accept(json(reply, what));
        next = next(reply);
      }
    }
  }

  /** The next page; one of another host would hear our credentials, so there is none. */
  private Optional<URI> next(Reply reply) {
    for (String link : reply.headers("Link")) {
      Matcher matcher = NEXT.matcher(link);
      if (matcher.find()) {
        return Optional.of(Http.resolve(reply.uri(), matcher.group(1)))
            .filter(uri -> Http.sameOrigin(uri, host.endpoint().base()));
      }
    }
    return Optional.empty();
  }

  private static void bound(int size, String what) {
    if (size > MOST) {
      throw new CarobException(
          ErrorCode.RESOURCE_EXHAUSTED, what + " failed: there are more than " + MOST);
    }
  }

  private JsonNode json(Reply reply, String what) {
    try {
      return MAPPER.readTree(reply.bytes(ManifestFetch.LIMIT));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new CarobException(
          ErrorCode.DATA_LOSS, what + " failed: the registry's answer is not JSON", e);
    } catch (IOException e) {
      throw RegistryErrors.unreachable(host.endpoint(), what, e);
    }
  }
}
