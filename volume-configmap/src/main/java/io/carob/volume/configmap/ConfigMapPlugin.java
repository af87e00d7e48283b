package io.carob.volume.configmap;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Usage;
import io.carob.api.volume.PublishRequest;
import io.carob.api.volume.PublishedVolume;
import io.carob.api.volume.UnpublishRequest;
import io.carob.api.volume.VolumeFields;
import io.carob.api.volume.VolumePlugin;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The volume type {@code configMap}: the keys of a config map as read-only files, updated all at
 * once when the config map changes.
 *
 * <p>Fields: {@code name} (required), {@code items} of {@code key}, {@code path} and {@code mode},
 * {@code defaultMode} and {@code optional}, as in Kubernetes.
 *
 * <p>Not done: a container that mounts a single file of it by {@code subPath} keeps the content of
 * that moment, as in Kubernetes; the bind mount holds the old inode.
 */
@Component(service = VolumePlugin.class, property = "carob.driver=configMap")
public final class ConfigMapPlugin implements VolumePlugin {

  private static final String DATA = "data";

  private final Clock clock;

  /** For {@code ServiceLoader} and for Declarative Services. */
  @Activate
  public ConfigMapPlugin() {
    this(Clock.systemUTC());
  }

  ConfigMapPlugin(Clock clock) {
    this.clock = clock;
  }

  @Override
  public String name() {
    return "configMap";
  }

  @Override
  public void validate(VolumeFields fields) {
    ConfigMapFields unused = ConfigMapFields.parse(fields);
  }

  @Override
  public PublishedVolume publish(PublishRequest request) {
    ConfigMapFields fields = ConfigMapFields.parse(request.fields());
    Path folder = request.place().resolve(DATA);
    new AtomicFolder(folder, clock).show(Projection.files(fields, data(fields, request)));
    return new PublishedVolume(folder, true);
  }

  /** Nothing is mounted and nothing lies outside the place, which the core deletes. */
  @Override
  public void unpublish(UnpublishRequest request) {}

  @Override
  public Usage usage(UnpublishRequest request) {
    return new AtomicFolder(request.place().resolve(DATA), clock).usage();
  }

  private static Map<String, byte[]> data(ConfigMapFields fields, PublishRequest request) {
    String namespace = request.id().namespace();
    var data = request.objects().data("ConfigMap", namespace, fields.name());
    if (data.isEmpty() && !fields.optional()) {
      throw new CarobException(
          ErrorCode.NOT_FOUND,
          "%s: there is no config map \"%s\" in namespace \"%s\". Apply it, or make the volume optional"
              .formatted(fields.at(), fields.name(), namespace));
    }
    return data.orElse(Map.of());
  }
}
