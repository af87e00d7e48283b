package io.carob.engine.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** One YAML scalar as a JSON value. */
final class YamlScalar {

  private YamlScalar() {}

  static JsonNode read(ScalarNode node) {
    Tag tag = node.getTag();
    String text = node.getValue();
    if (tag.equals(Tag.STR)) {
      return TextNode.valueOf(text);
    }
    if (tag.equals(Tag.NULL)) {
      return NullNode.getInstance();
    }
    try {
      if (tag.equals(Tag.BOOL)) {
        return BooleanNode.valueOf(isTrue(text));
      }
      if (tag.equals(Tag.INT)) {
        return integer(text);
      }
      if (tag.equals(Tag.FLOAT)) {
        return DecimalNode.valueOf(new BigDecimal(text.replace("_", "")));
      }
    } catch (NumberFormatException e) {
      throw ManifestError.at("", YamlTree.place(node) + ": \"" + text + "\" is no number here");
    }
    throw ManifestError.at(
        "", YamlTree.place(node) + ": the tag " + tag + " is not allowed in a manifest");
  }

  private static boolean isTrue(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "yes", "true", "on" -> true;
      case "no", "false", "off" -> false;
      default -> throw new NumberFormatException(text);
    };
  }

  private static JsonNode integer(String text) {
    String digits = text.replace("_", "");
    boolean negative = digits.startsWith("-");
    if (negative || digits.startsWith("+")) {
      digits = digits.substring(1);
    }
    BigInteger value = magnitude(digits);
    BigInteger signed = negative ? value.negate() : value;
    if (signed.bitLength() < 32) {
      return IntNode.valueOf(signed.intValue());
    }
    return signed.bitLength() < 64
        ? LongNode.valueOf(signed.longValue())
        : BigIntegerNode.valueOf(signed);
  }

  private static BigInteger magnitude(String digits) {
    if (digits.length() > 40) {
      throw new NumberFormatException(digits);
    }
    if (digits.startsWith("0b")) {
      return new BigInteger(digits.substring(2), 2);
    }
    if (digits.startsWith("0x")) {
      return new BigInteger(digits.substring(2), 16);
    }
    if (digits.startsWith("0o")) {
      return new BigInteger(digits.substring(2), 8);
    }
    boolean octal = digits.length() > 1 && digits.startsWith("0");
    return new BigInteger(digits, octal ? 8 : 10);
  }
}
