package io.carob.engine;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.ImageReference;
import io.carob.api.image.Image;
import io.carob.api.image.ImportProgress;
import io.carob.api.image.Referrer;
import io.carob.api.image.Registries;
import io.carob.api.image.RegistryOptions;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A registry whose images are put there by the test. */
final class FakeRegistry implements Registries {

  final Set<String> there = new HashSet<>();
  final FakeImages node;
  int pulls;

  FakeRegistry(FakeImages node) {
    this.node = node;
  }

  @Override
  public boolean canPull(ImageReference reference) {
    return !reference.registry().isEmpty();
  }

  @Override
  public Image pull(ImageReference reference, RegistryOptions options, ImportProgress progress) {
    pulls++;
    if (!there.contains(reference.toString())) {
      throw new CarobException(ErrorCode.NOT_FOUND, "no " + reference + " in the registry");
    }
    return node.add(reference.toString());
  }

  @Override
  public void push(
      String nameOrDigest,
      ImageReference target,
      RegistryOptions options,
      ImportProgress progress) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<String> tags(ImageReference repository) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<String> catalog(String registry) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Referrer> referrers(ImageReference subject, Optional<String> artifactType) {
    throw new UnsupportedOperationException();
  }
}
