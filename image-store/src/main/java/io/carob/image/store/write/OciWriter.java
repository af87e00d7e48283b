package io.carob.image.store.write;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carob.api.Digest;
import io.carob.api.ImageReference;
import io.carob.api.image.Image;
import io.carob.api.image.LayerInfo;
import io.carob.image.store.archive.MediaTypes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Writes an OCI image layout. Blobs come as they are stored, by digest. */
final class OciWriter {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final String NAME = "org.opencontainers.image.ref.name";
  private static final String FULL_NAME = "io.containerd.image.name";

  private final Export export;
  private final LayoutFiles files;

  OciWriter(Export export, LayoutFiles files) {
    this.export = export;
    this.files = files;
  }

  void write(List<Export.Named> images) throws IOException {
    ArrayNode manifests = MAPPER.createArrayNode();
    Set<Digest> blobs = new TreeSet<>();
    for (Export.Named named : images) {
      Image image = named.image();
      blobs.add(image.id());
      blobs.add(image.manifest());
      image.layers().stream().map(LayerInfo::blob).forEach(blobs::add);
      byte[] manifest = export.document(image.manifest());
      if (named.names().isEmpty()) {
        descriptor(manifests.addObject(), image, manifest);
      }
      for (ImageReference name : named.names()) {
        ObjectNode node = descriptor(manifests.addObject(), image, manifest);
        node.putObject("annotations").put(FULL_NAME, name.toString()).put(NAME, name.toString());
      }
    }
    json("oci-layout", MAPPER.createObjectNode().put("imageLayoutVersion", "1.0.0"));
    ObjectNode index = MAPPER.createObjectNode();
    index.put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
    index.set("manifests", manifests);
    json("index.json", index);
    files.folder("blobs");
    files.folder("blobs/sha256");
    for (Digest blob : blobs) {
      blob(blob);
    }
  }

  private static ObjectNode descriptor(ObjectNode node, Image image, byte[] manifest)
      throws IOException {
    return node.put("mediaType", Export.mediaType(manifest))
        .put("digest", image.manifest().toString())
        .put("size", manifest.length);
  }

  private void json(String name, ObjectNode document) throws IOException {
    byte[] bytes = document.toString().getBytes(StandardCharsets.UTF_8);
    files.file(name, bytes.length, new ByteArrayInputStream(bytes));
  }

  private void blob(Digest blob) throws IOException {
    long size = export.blobs().size(blob);
    String subject = "blob " + blob.abbreviated();
    InputStream stored = export.blobs().open(blob);
    try (InputStream in =
        new VerifiedStream(
            stored, stored, blob, done -> export.progress().progress(subject, done, size))) {
      files.file("blobs/" + blob.algorithm() + "/" + blob.hex(), size, in);
      in.transferTo(java.io.OutputStream.nullOutputStream());
    }
  }
}
