package io.carob.rest.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.io.IOException;

/** The API's JSON: values as their text, enumerations in lower case, absent optionals as null. */
public final class Json {

  private Json() {}

  /** The value as a tree. */
  public static JsonNode tree(Object value) {
    return value instanceof JsonNode node ? node : Mapper.INSTANCE.valueToTree(value);
  }

  /** Reads JSON text that the node itself keeps. */
  public static JsonNode parse(String text) {
    try {
      return Mapper.INSTANCE.readTree(text);
    } catch (JsonProcessingException e) {
      throw new CarobException(ErrorCode.INTERNAL, "a stored object is not JSON", e);
    }
  }

  /** Reads JSON that a client sent. */
  public static JsonNode parseRequest(byte[] body) {
    try {
      return Mapper.INSTANCE.readTree(body);
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT, "the request's body is not JSON: " + firstLine(e), e);
    }
  }

  /** The value on one line, without a line end. */
  public static byte[] line(Object value) {
    try {
      return PlainJson.fits(value)
          ? PlainJson.line(value)
          : Mapper.INSTANCE.writeValueAsBytes(value);
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "an answer cannot be written as JSON", e);
    }
  }

  /** The value indented, with a line end. */
  public static String pretty(Object value) {
    try {
      return Mapper.INSTANCE.writer(Mapper.PRETTY).writeValueAsString(value) + "\n";
    } catch (JsonProcessingException e) {
      throw new CarobException(ErrorCode.INTERNAL, "an answer cannot be written as JSON", e);
    }
  }

  private static String firstLine(IOException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
  }
}
