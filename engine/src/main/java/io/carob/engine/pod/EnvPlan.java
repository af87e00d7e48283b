package io.carob.engine.pod;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.volume.ConfigObjects;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The environment of a container: the image's, then what the manifest adds, in its order. */
final class EnvPlan {

  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private final PodView pod;
  private final DownwardFields fields;
  private final ConfigObjects objects;
  private final Map<String, String> own = new LinkedHashMap<>();

  EnvPlan(PodView pod, DownwardFields fields, ConfigObjects objects) {
    this.pod = pod;
    this.fields = fields;
    this.objects = objects;
  }

  /**
   * The variables that the manifest gives.
   *
   * @throws CarobException {@code NOT_FOUND} when a config map or a key of it is not there
   */
  Map<String, String> own(Container container) {
    container.getEnvFrom().forEach(this::addAll);
    for (EnvVar variable : container.getEnv()) {
      value(variable).ifPresent(value -> own.put(variable.getName(), value));
    }
    return own;
  }

  /** The whole environment, each {@code NAME=value}. */
  static List<String> whole(List<String> image, String hostname, Map<String, String> own) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("PATH", PATH);
    all.put("HOSTNAME", hostname);
    for (String pair : image) {
      int at = pair.indexOf('=');
      all.put(at < 0 ? pair : pair.substring(0, at), at < 0 ? "" : pair.substring(at + 1));
    }
    all.putAll(own);
    return all.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
  }

  private void addAll(EnvFromSource source) {
    String name = source.getConfigMapRef().getName();
    String prefix = source.getPrefix() == null ? "" : source.getPrefix();
    Optional<Map<String, byte[]>> data = data(name);
    if (data.isEmpty() && !Boolean.TRUE.equals(source.getConfigMapRef().getOptional())) {
      throw missing("config map \"" + name + "\" is not there");
    }
    new TreeMap<>(data.orElse(Map.of()))
        .forEach((key, value) -> own.put(prefix + key, text(value)));
  }

  private Optional<String> value(EnvVar variable) {
    EnvVarSource source = variable.getValueFrom();
    if (source == null) {
      String value = variable.getValue() == null ? "" : variable.getValue();
      return Optional.of(Expansion.expand(value, own));
    }
    if (source.getFieldRef() != null) {
      return Optional.of(fields.value(source.getFieldRef().getFieldPath()));
    }
    String name = source.getConfigMapKeyRef().getName();
    String key = source.getConfigMapKeyRef().getKey();
    Optional<String> found =
        data(name).flatMap(d -> Optional.ofNullable(d.get(key))).map(EnvPlan::text);
    if (found.isEmpty() && !Boolean.TRUE.equals(source.getConfigMapKeyRef().getOptional())) {
      throw missing("key \"" + key + "\" of config map \"" + name + "\" is not there");
    }
    return found;
  }

  private Optional<Map<String, byte[]>> data(String name) {
    return objects.data("ConfigMap", pod.key().namespace(), name);
  }

  private CarobException missing(String what) {
    return new CarobException(
        ErrorCode.NOT_FOUND,
        what + " in namespace " + pod.key().namespace() + "; apply it, and the pod goes on");
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
