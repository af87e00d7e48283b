package io.carob.image.store.kit;

import io.carob.api.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes image archives by hand, also wrong ones: files by name, as a folder or a tar. */
public final class Layout {

  public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
  public static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";
  public static final String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar";

  private final Map<String, byte[]> files = new LinkedHashMap<>();

  /** An empty one, without an index. */
  public Layout() {
    put("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}");
  }

  public Layout put(String name, String text) {
    return put(name, text.getBytes(StandardCharsets.UTF_8));
  }

  public Layout put(String name, byte[] bytes) {
    files.put(name, bytes);
    return this;
  }

  public Layout remove(String name) {
    files.remove(name);
    return this;
  }

  public Map<String, byte[]> files() {
    return files;
  }

  public byte[] file(String name) {
    return files.getOrDefault(name, new byte[0]);
  }

  public Digest blob(byte[] bytes) {
    Digest digest = Digest.of(bytes);
    files.put("blobs/sha256/" + digest.hex(), bytes);
    return digest;
  }

  public static String path(Digest digest) {
    return "blobs/sha256/" + digest.hex();
  }

  /** A descriptor, with whatever else it is to say. */
  public static String descriptor(String type, Digest digest, long size, String more) {
    return String.format(
        "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d%s}", type, digest, size, more);
  }

  /** A blob and the descriptor of it. */
  public String described(String type, String text, String more) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return descriptor(type, blob(bytes), bytes.length, more);
  }

  public static String config(String architecture, byte[]... plainLayers) {
    List<String> diffIds = new ArrayList<>();
    for (byte[] layer : plainLayers) {
      diffIds.add("\"" + Digest.of(layer) + "\"");
    }
    return "{\"architecture\":\""
        + architecture
        + "\",\"os\":\"linux\",\"created\":\"2024-05-06T07:08:09.123456789+02:00\",\"config\":{"
        + "\"Env\":[\"A=b\"],\"Entrypoint\":[\"/bin/web\"],\"Cmd\":[\"-x\"],\"User\":\"1:2\","
        + "\"WorkingDir\":\"/srv\",\"StopSignal\":\"SIGQUIT\",\"Labels\":{\"k\":\"v\"},"
        + "\"ExposedPorts\":{\"80/tcp\":{}},\"Volumes\":{\"/data\":{}}},"
        + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":["
        + String.join(",", diffIds)
        + "]}}";
  }

  /** An image of plain layers; the descriptor of its manifest. */
  public String image(String architecture, String more, byte[]... plainLayers) {
    List<String> layers = new ArrayList<>();
    for (byte[] layer : plainLayers) {
      layers.add(descriptor(OCI_LAYER, blob(layer), layer.length, ""));
    }
    String config = described(OCI_CONFIG, config(architecture, plainLayers), "");
    return described(OCI_MANIFEST, manifest(config, layers), more);
  }

  public static String manifest(String config, List<String> layers) {
    return "{\"schemaVersion\":2,\"config\":"
        + config
        + ",\"layers\":["
        + String.join(",", layers)
        + "]}";
  }

  public static String indexOf(String... descriptors) {
    return "{\"schemaVersion\":2,\"manifests\":[" + String.join(",", descriptors) + "]}";
  }

  public Layout index(String... descriptors) {
    return put("index.json", indexOf(descriptors));
  }

  public static String named(String name) {
    return ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"" + name + "\"}";
  }

  public static String platform(String architecture) {
    return ",\"platform\":{\"os\":\"linux\",\"architecture\":\"" + architecture + "\"}";
  }

  public Path writeFolder(Path folder) {
    try {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        Path path = folder.resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.write(path, file.getValue());
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public byte[] tar() {
    return tar(new ArrayList<>(files.keySet()));
  }

  public byte[] reversedTar() {
    List<String> names = new ArrayList<>(files.keySet());
    Collections.reverse(names);
    return tar(names);
  }

  private byte[] tar(List<String> names) {
    Tar tar = new Tar().dir("./");
    names.forEach(name -> tar.file("./" + name, file(name)));
    return tar.build();
  }
}
