package io.carob.rest.fake;

import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.ImageReference;
import io.carob.api.image.Image;
import io.carob.api.image.ImportProgress;
import io.carob.api.image.Referrer;
import io.carob.api.image.Registries;
import io.carob.api.image.RegistryOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A registry that has every image. */
public final class FakeRegistries implements Registries {

  public final Queue<String> pushed = new ConcurrentLinkedQueue<>();
  private final FakeImages images;

  FakeRegistries(FakeImages images) {
    this.images = images;
  }

  @Override
  public boolean canPull(ImageReference reference) {
    return !reference.registry().isEmpty();
  }

  @Override
  public Image pull(ImageReference reference, RegistryOptions options, ImportProgress progress) {
    if (reference.registry().isEmpty()) {
      throw new CarobException(ErrorCode.INVALID_ARGUMENT, reference + " names no registry");
    }
    progress.progress("layer 1", 10, 10);
    return images.put(reference.toString());
  }

  @Override
  public void push(
      String nameOrDigest,
      ImageReference target,
      RegistryOptions options,
      ImportProgress progress) {
    images.get(nameOrDigest);
    progress.progress("layer 1", 10, 10);
    pushed.add(target.toString());
  }

  @Override
  public List<String> tags(ImageReference repository) {
    return List.of("1", "bell\u0007");
  }

  @Override
  public List<String> catalog(String registry) {
    return List.of("demo/web", "other/app");
  }

  @Override
  public List<Referrer> referrers(ImageReference subject, Optional<String> artifactType) {
    return List.of(
        new Referrer(Digest.of(new byte[0]), "type", artifactType.orElse("a/b"), 7, Map.of()));
  }
}
