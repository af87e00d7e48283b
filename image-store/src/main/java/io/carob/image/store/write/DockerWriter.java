package io.carob.image.store.write;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carob.api.Digest;
import io.carob.api.ImageReference;
import io.carob.api.image.LayerInfo;
import io.carob.image.store.tar.Decompression;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * Writes a docker-archive. Its layers are plain tars, named by their digests. A packed layer is
 * read twice: a tar says the size of a file before it.
 */
final class DockerWriter {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Export export;
  private final ArchiveFile archive;

  DockerWriter(Export export, ArchiveFile archive) {
    this.export = export;
    this.archive = archive;
  }

  void write(List<Export.Named> images) throws IOException {
    ArrayNode manifest = MAPPER.createArrayNode();
    Map<String, Digest> configs = new TreeMap<>();
    Map<String, LayerInfo> layers = new TreeMap<>();
    for (Export.Named named : images) {
      ObjectNode entry = manifest.addObject();
      String config = named.image().id().hex() + ".json";
      configs.put(config, named.image().id());
      entry.put("Config", config);
      ArrayNode tags = entry.putArray("RepoTags");
      named.names().stream()
          .filter(name -> name.tag().isPresent() && name.digest().isEmpty())
          .map(ImageReference::toString)
          .forEach(tags::add);
      ArrayNode list = entry.putArray("Layers");
      for (LayerInfo layer : named.image().layers()) {
        String name = layer.diffId().digest().hex() + ".tar";
        layers.put(name, layer);
        list.add(name);
      }
    }
    file("manifest.json", manifest.toString().getBytes(StandardCharsets.UTF_8));
    for (Map.Entry<String, Digest> config : configs.entrySet()) {
      file(config.getKey(), export.document(config.getValue()));
    }
    for (Map.Entry<String, LayerInfo> layer : layers.entrySet()) {
      layer(layer.getKey(), layer.getValue());
    }
  }

  private void file(String name, byte[] bytes) throws IOException {
    archive.file(name, bytes.length, new ByteArrayInputStream(bytes));
  }

  private void layer(String name, LayerInfo layer) throws IOException {
    long size = size(layer);
    String subject = "layer " + layer.diffId().digest().abbreviated();
    try (InputStream in = plain(layer, done -> export.progress().progress(subject, done, size))) {
      archive.file(name, size, in);
      in.transferTo(OutputStream.nullOutputStream());
    }
  }

  private long size(LayerInfo layer) throws IOException {
    if (layer.blob().equals(layer.diffId().digest())) {
      return export.blobs().size(layer.blob());
    }
    try (VerifiedStream in = plain(layer, done -> {})) {
      in.transferTo(OutputStream.nullOutputStream());
      return in.done();
    }
  }

  private VerifiedStream plain(LayerInfo layer, LongConsumer progress) throws IOException {
    InputStream blob = export.blobs().open(layer.blob());
    try {
      return new VerifiedStream(Decompression.open(blob), blob, layer.diffId().digest(), progress);
    } catch (IOException | RuntimeException e) {
      blob.close();
      throw e;
    }
  }
}
