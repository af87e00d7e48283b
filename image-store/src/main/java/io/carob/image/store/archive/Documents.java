package io.carob.image.store.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads JSON documents of image formats. What is not as the format says is {@code DATA_LOSS}. */
final class Documents {

  static final ObjectMapper JSON = new ObjectMapper();

  private Documents() {}

  static JsonNode parse(String what, byte[] bytes) {
    try {
      JsonNode node = JSON.readTree(bytes);
      if (node == null || node.isMissingNode()) {
        throw broken(what, "is empty");
      }
      return node;
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.DATA_LOSS, "import: " + what + " is no valid JSON: " + e.getMessage(), e);
    }
  }

  static String text(String what, JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.isTextual()) {
      throw broken(what, "has no text " + field);
    }
    return value.textValue();
  }

  static Digest digest(String what, JsonNode node, String field) {
    try {
      return Digest.parse(text(what, node, field));
    } catch (CarobException e) {
      throw new CarobException(ErrorCode.DATA_LOSS, "import: " + what + ": " + e.getMessage(), e);
    }
  }

  static long size(String what, JsonNode node) {
    JsonNode size = node.path("size");
    if (!size.isIntegralNumber() || size.longValue() < 0) {
      throw broken(what, "has no valid size");
    }
    return size.longValue();
  }

  static List<JsonNode> list(String what, JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.isArray()) {
      throw broken(what, "has no list " + field);
    }
    List<JsonNode> list = new ArrayList<>();
    value.forEach(list::add);
    return list;
  }

  static List<String> texts(JsonNode node) {
    List<String> list = new ArrayList<>();
    for (JsonNode value : node) {
      if (value.isTextual()) {
        list.add(value.textValue());
      }
    }
    return list;
  }

  static CarobException broken(String what, String why) {
    return new CarobException(ErrorCode.DATA_LOSS, "import: " + what + " " + why);
  }
}
