package ${package};

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Usage;
import io.carob.api.volume.PublishRequest;
import io.carob.api.volume.PublishedVolume;
import io.carob.api.volume.UnpublishRequest;
import io.carob.api.volume.VolumeFields;
import io.carob.api.volume.VolumePlugin;
import io.carob.linux.fs.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/**
 * The volume type "${driver}": a folder that begins with one file, {@code greeting}, holding the
 * text of the field {@code text}. It keeps the whole contract ({@link VolumePlugin}); make it
 * yours.
 *
 * <p>The folder grows under the name {@code growing} and is renamed when it is complete, so that an
 * interrupted call can be told from a finished one, and what containers write is never lost.
 */
@Component(service = VolumePlugin.class, property = "carob.driver=${driver}")
public final class ${className} implements VolumePlugin {

  @Override
  public String name() {
    return "${driver}";
  }

  @Override
  public void validate(VolumeFields fields) {
    fields.allowOnly(Set.of("text"));
    fields.requiredText("text");
  }

  @Override
  public PublishedVolume publish(PublishRequest request) {
    validate(request.fields());
    if (!Files.isDirectory(content(request.place()))) {
      make(request.place(), request.fields().requiredText("text"));
    }
    return new PublishedVolume(content(request.place()), false);
  }

  /** Nothing is mounted, and the core deletes the place. */
  @Override
  public void unpublish(UnpublishRequest request) {}

  @Override
  public Usage usage(UnpublishRequest request) {
    Path content = content(request.place());
    return Files.isDirectory(content) ? FileTree.usage(content) : Usage.NONE;
  }

  private static void make(Path place, String text) {
    Path growing = place.resolve("growing");
    FileTree.remove(growing);
    try {
      Files.createDirectory(growing);
      Files.setPosixFilePermissions(growing, PosixFilePermissions.fromString("rwxrwxrwx"));
      Files.writeString(growing.resolve("greeting"), text + "\n");
      Files.move(growing, content(place), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.INTERNAL, "cannot make the volume in " + place + ": " + e.getMessage(), e);
    }
  }

  private static Path content(Path place) {
    return place.resolve("content");
  }
}
