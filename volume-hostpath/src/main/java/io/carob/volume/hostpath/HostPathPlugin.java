package io.carob.volume.hostpath;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.volume.PublishRequest;
import io.carob.api.volume.PublishedVolume;
import io.carob.api.volume.UnpublishRequest;
import io.carob.api.volume.VolumeFields;
import io.carob.api.volume.VolumePlugin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/**
 * The volume type {@code hostPath}: a file or folder of the node, shown as it is.
 *
 * <p>Fields: {@code path} (required, absolute, no {@code ..}) and {@code type}, as in Kubernetes.
 * The answer is that path with its links resolved; nothing is mounted, and nothing is taken away
 * again. Without a type nothing is made or checked, but something must be there.
 */
@Component(service = VolumePlugin.class, property = "carob.driver=hostPath")
public final class HostPathPlugin implements VolumePlugin {

  @Override
  public String name() {
    return "hostPath";
  }

  @Override
  public void validate(VolumeFields fields) {
    HostPathFields unused = HostPathFields.parse(fields);
  }

  @Override
  public PublishedVolume publish(PublishRequest request) {
    HostPathFields fields = HostPathFields.parse(request.fields());
    try {
      if (Host.kindOf(fields.path()).isEmpty()) {
        create(fields);
      }
      Path path = Host.resolve(fields.path());
      Optional<FileKind> found = Host.kindOf(path);
      if (found.isEmpty() || !fields.type().accepts(found.get())) {
        throw mismatch(fields, found.map(FileKind::words).orElse("nothing"), null);
      }
      return new PublishedVolume(path, false);
    } catch (IOException e) {
      throw mismatch(fields, "nothing usable (" + e + ")", e);
    }
  }

  /** What is on the host stays there. */
  @Override
  public void unpublish(UnpublishRequest request) {}

  private static void create(HostPathFields fields) throws IOException {
    switch (fields.type().creation()) {
      case DIRECTORY -> Host.makeFolders(fields.path());
      case FILE -> Host.makeFile(fields.path());
      case NONE -> throw mismatch(fields, "nothing", null);
    }
  }

  private static CarobException mismatch(
      HostPathFields fields, String found, @Nullable IOException cause) {
    String wanted = fields.type().word();
    String message =
        "%s: the host path %s must be %s, but there is %s. Change the host, or the fields"
            .formatted(
                fields.at(), fields.path(), wanted.isEmpty() ? "there" : "a " + wanted, found);
    return cause == null
        ? new CarobException(ErrorCode.FAILED_PRECONDITION, message)
        : new CarobException(ErrorCode.FAILED_PRECONDITION, message, cause);
  }
}
