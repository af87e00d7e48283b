package io.carob.sandbox.host;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** A small JSON document on disk, replaced as a whole by renaming. Readable by root alone. */
public final class JsonFile {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private JsonFile() {}

  /** The document; empty when the file is not there. */
  public static Optional<JsonNode> read(Path file) {
    try {
      return Optional.of(MAPPER.readTree(Files.readAllBytes(file)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (JsonProcessingException e) {
      throw new CarobException(ErrorCode.DATA_LOSS, "state file " + file + " is not JSON", e);
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "state file " + file + " cannot be read", e);
    }
  }

  /** Parses a text. */
  public static JsonNode parse(byte[] text) throws IOException {
    return MAPPER.readTree(text);
  }

  /** The document as text. */
  public static byte[] bytes(JsonNode document) {
    try {
      return MAPPER.writeValueAsBytes(document);
    } catch (JsonProcessingException e) {
      throw new CarobException(ErrorCode.INTERNAL, "a document cannot be written as JSON", e);
    }
  }

  /** Replaces the file; after a crash either the old or the new document is there. */
  public static void write(Path file, JsonNode document) {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try {
      Files.deleteIfExists(next);
      try (var channel =
          Files.newByteChannel(
              next,
              Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
        channel.write(ByteBuffer.wrap(bytes(document)));
      }
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "state file " + file + " cannot be written", e);
    }
  }
}
