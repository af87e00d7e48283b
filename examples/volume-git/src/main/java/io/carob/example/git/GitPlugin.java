package io.carob.example.git;

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
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Volumes of the type {@code git.carob.io}: the files of a repository at one revision, without
 * git's own folder. A pod gets what is there when it begins, and keeps it, with what its containers
 * write.
 *
 * <p>A place holds {@code checkout} when it is complete. It grows in a folder {@code growing-…},
 * another one for each try: a git that outlived its JVM may still write into an old one.
 */
@Component(
    service = VolumePlugin.class,
    configurationPid = "io.carob.example.git",
    property = "carob.driver=git.carob.io")
@Designate(ocd = GitConfig.class)
public final class GitPlugin implements VolumePlugin {

  private static final String GROWING = "growing-";

  private final GitSettings settings;

  /**
   * Takes the configuration.
   *
   * @throws CarobException {@code INVALID_ARGUMENT} that names the key
   */
  @Activate
  public GitPlugin(GitConfig config) {
    this(GitSettings.of(config));
  }

  GitPlugin(GitSettings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "git.carob.io";
  }

  /** Makes a repository and a checkout of it. */
  @Override
  public void selfCheck(Path scratch) {
    SelfCheck.run(scratch);
  }

  @Override
  public void validate(VolumeFields fields) {
    Source.of(fields, settings.protocols());
  }

  @Override
  public PublishedVolume publish(PublishRequest request) {
    Path checkout = checkout(request.place());
    boolean there = Files.isDirectory(checkout, LinkOption.NOFOLLOW_LINKS);
    // What is there is not fetched: it stays, also when its protocol is not allowed any more.
    Source source =
        Source.of(request.fields(), there ? GitSettings.KNOWN : settings.protocols());
    clear(request.place());
    if (!there) {
      make(request.place(), source);
    }
    return new PublishedVolume(Subfolder.of(checkout, source.directory()), false);
  }

  private void make(Path place, Source source) {
    Path growing;
    try {
      growing = Files.createTempDirectory(place, GROWING);
    } catch (IOException e) {
      throw failed("making a folder in " + place, e);
    }
    try {
      Path tree = Checkout.make(growing, source, settings);
      Path unused = Subfolder.of(tree, source.directory());
      FileTree.sync(tree);
      Files.move(tree, checkout(place), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      CarobException failure = failed("completing " + checkout(place), e);
      remove(growing, failure);
      throw failure;
    } catch (CarobException e) {
      remove(growing, e);
      throw e;
    }
    FileTree.remove(growing);
  }

  /** Clears what killed calls left. What a git still writes to goes with the place. */
  private static void clear(Path place) {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(place, GROWING + "*")) {
      left.forEach(GitPlugin::tryRemove);
    } catch (IOException e) {
      throw failed("reading " + place, e);
    }
  }

  private static void tryRemove(Path folder) {
    try {
      FileTree.remove(folder);
    } catch (CarobException e) {
      // Somebody writes there; the next call, or the deletion of the place, finds it alone.
    }
  }

  private static void remove(Path growing, CarobException failure) {
    try {
      FileTree.remove(growing);
    } catch (CarobException e) {
      failure.addSuppressed(e);
    }
  }

  /** Nothing is mounted, and the core deletes the place. */
  @Override
  public void unpublish(UnpublishRequest request) {}

  @Override
  public Usage usage(UnpublishRequest request) {
    Path checkout = checkout(request.place());
    return Files.isDirectory(checkout, LinkOption.NOFOLLOW_LINKS)
        ? FileTree.usage(checkout)
        : Usage.NONE;
  }

  private static Path checkout(Path place) {
    return place.resolve("checkout");
  }

  private static CarobException failed(String what, IOException e) {
    return new CarobException(ErrorCode.INTERNAL, what + ": " + e, e);
  }
}
