package io.carob.engine.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Locale;

/** Trees as the typed models of Kubernetes, strictly. */
public final class Models {

  private static final ObjectMapper STRICT = build();

  static {
    // In a closed module the copied models are ours to open: Jackson fills them by reflection.
    Module own = Models.class.getModule();
    for (Class<?> model : List.of(Pod.class, Deployment.class)) {
      if (own.isNamed() && model.getModule() == own) {
        own.addOpens(model.getPackageName(), ObjectMapper.class.getModule());
      }
    }
  }

  private Models() {}

  /**
   * Reads a tree; unknown fields and wrong types are errors with their path.
   *
   * @throws CarobException {@code INVALID_ARGUMENT}
   */
  public static <T> T read(JsonNode tree, Class<T> type) {
    try {
      return STRICT.treeToValue(tree, type);
    } catch (UnrecognizedPropertyException e) {
      throw error(e, "is not a field of Kubernetes' " + word(e.getReferringClass()));
    } catch (InvalidFormatException e) {
      throw error(e, "must be " + word(e.getTargetType()) + ", but is \"" + e.getValue() + "\"");
    } catch (MismatchedInputException e) {
      throw error(e, "must be " + word(e.getTargetType()) + found(tree, e));
    } catch (JsonMappingException e) {
      throw error(e, String.valueOf(e.getOriginalMessage()));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new CarobException(ErrorCode.INVALID_ARGUMENT, "unreadable: " + e.getMessage(), e);
    }
  }

  private static CarobException error(JsonMappingException e, String reason) {
    return new CarobException(ErrorCode.INVALID_ARGUMENT, path(e) + ": " + reason, e);
  }

  private static String path(JsonMappingException e) {
    StringBuilder out = new StringBuilder();
    for (JsonMappingException.Reference step : e.getPath()) {
      if (step.getFieldName() == null) {
        out.append('[').append(step.getIndex()).append(']');
      } else {
        out.append(out.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return out.toString();
  }

  private static String found(JsonNode tree, JsonMappingException e) {
    JsonNode at = tree;
    for (JsonMappingException.Reference step : e.getPath()) {
      at = step.getFieldName() == null ? at.path(step.getIndex()) : at.path(step.getFieldName());
    }
    if (at.isMissingNode()) {
      return "";
    }
    return at.isValueNode()
        ? ", but is " + at
        : ", but is " + (at.isArray() ? "a list" : "a group of fields");
  }

  private static String word(Class<?> type) {
    if (type == null) {
      return "another type";
    }
    if (type == String.class) {
      return "a text (put it in quotes)";
    }
    if (Number.class.isAssignableFrom(type) || (type.isPrimitive() && type != boolean.class)) {
      return "a whole number";
    }
    if (type == Boolean.class || type == boolean.class) {
      return "true or false";
    }
    if (Iterable.class.isAssignableFrom(type)) {
      return "a list";
    }
    return java.util.Map.class.isAssignableFrom(type)
        ? "a group of fields"
        : type.getSimpleName().toLowerCase(Locale.ROOT).isEmpty() ? "valid" : type.getSimpleName();
  }

  private static ObjectMapper build() {
    return JsonMapper.builder()
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .withCoercionConfig(
            LogicalType.Textual,
            c ->
                c.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
        .annotationIntrospector(new NoCatchAll())
        .build();
  }

  /** The models collect unknown fields in a map; without that they are unknown again. */
  private static final class NoCatchAll extends JacksonAnnotationIntrospector {
    @Override
    public Boolean hasAnySetter(Annotated annotated) {
      return Boolean.FALSE;
    }
  }
}
