package io.carob.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** The demo image of busybox with many small layers on top, each with a file {@code /layer-N}. */
final class TallImage {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BLOBS = "blobs/sha256";
  private static final int BLOCK = 512;

  private final Path folder;

  private TallImage(Path folder) {
    this.folder = folder;
  }

  /**
   * Writes an OCI layout.
   *
   * @param layers how many layers it is to have in all
   */
  static void write(Path folder, String name, int layers) throws IOException {
    new TallImage(folder).write(name, layers);
  }

  private void write(String name, int layers) throws IOException {
    Path from = CarobService.DEMO.resolve("busybox");
    Files.createDirectories(folder.resolve(BLOBS));
    Files.copy(from.resolve("oci-layout"), folder.resolve("oci-layout"));
    try (var blobs = Files.newDirectoryStream(from.resolve(BLOBS))) {
      for (Path blob : blobs) {
        Files.copy(blob, folder.resolve(BLOBS).resolve(blob.getFileName()));
      }
    }
    ObjectNode index = (ObjectNode) JSON.readTree(from.resolve("index.json").toFile());
    ObjectNode entry = (ObjectNode) index.path("manifests").path(0);
    ObjectNode manifest = read(entry.path("digest").asText());
    ObjectNode config = read(manifest.path("config").path("digest").asText());
    ArrayNode stack = (ArrayNode) manifest.path("layers");
    ArrayNode diffs = (ArrayNode) config.path("rootfs").path("diff_ids");
    config.remove("history");
    for (int n = stack.size() + 1; n <= layers; n++) {
      byte[] tar = tar("layer-" + n, Integer.toString(n));
      diffs.add(put(tar, stack.addObject(), "application/vnd.oci.image.layer.v1.tar"));
    }
    describe(config, (ObjectNode) manifest.path("config"));
    describe(manifest, entry);
    ((ObjectNode) entry.path("annotations")).put("io.containerd.image.name", name);
    JSON.writeValue(folder.resolve("index.json").toFile(), index);
  }

  private ObjectNode read(String digest) throws IOException {
    Path blob = folder.resolve(BLOBS).resolve(digest.substring("sha256:".length()));
    return (ObjectNode) JSON.readTree(blob.toFile());
  }

  private void describe(JsonNode document, ObjectNode descriptor) throws IOException {
    String unused =
        put(JSON.writeValueAsBytes(document), descriptor, descriptor.path("mediaType").asText());
  }

  private String put(byte[] content, ObjectNode descriptor, String type) throws IOException {
    String hex = HexFormat.of().formatHex(sha256(content));
    Files.write(folder.resolve(BLOBS).resolve(hex), content);
    descriptor.put("mediaType", type);
    descriptor.put("digest", "sha256:" + hex);
    descriptor.put("size", content.length);
    return "sha256:" + hex;
  }

  private static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A tar of one file, of less than a block. */
  private static byte[] tar(String name, String text) {
    byte[] header = new byte[BLOCK];
    put(header, 0, name);
    put(header, 100, "0000644\0" + "0000000\0" + "0000000\0");
    put(header, 124, "%011o".formatted(text.length()) + "\0" + "00000000000\0" + "        0");
    put(header, 257, "ustar\00000");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, "%06o".formatted(sum) + "\0 ");
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    tar.writeBytes(header);
    tar.writeBytes(Arrays.copyOf(text.getBytes(StandardCharsets.US_ASCII), 3 * BLOCK));
    return tar.toByteArray();
  }

  private static void put(byte[] header, int offset, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, offset, bytes.length);
  }
}
