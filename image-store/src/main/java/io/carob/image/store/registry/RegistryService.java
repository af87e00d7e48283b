package io.carob.image.store.registry;

import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ImageReference;
import io.carob.api.image.Image;
import io.carob.api.image.ImportProgress;
import io.carob.api.image.Referrer;
import io.carob.api.image.Registries;
import io.carob.api.image.RegistryOptions;
import io.carob.image.store.archive.ArchiveImage;
import io.carob.image.store.content.BlobLease;
import io.carob.image.store.content.BlobStore;
import io.carob.image.store.images.ImageService;
import io.carob.image.store.meta.ImageRow;
import io.carob.image.store.registry.host.Endpoint.Ability;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** The {@link Registries} service. */
public final class RegistryService implements Registries, AutoCloseable {

  private final ImageService images;
  private final BlobStore blobs;
  private final Function<ArchiveImage, ImageRow> row;
  private final RegistrySettings settings;
  private final Connections connections;
  private final Workers workers;
  private final Busy busy = new Busy();

  /**
   * Begins to serve.
   *
   * @param images records what is pulled
   * @param blobs where blobs come and go
   * @param row what is recorded of an image
   * @param settings how registries are talked to
   */
  public RegistryService(
      ImageService images,
      BlobStore blobs,
      Function<ArchiveImage, ImageRow> row,
      RegistrySettings settings) {
    this.images = images;
    this.blobs = blobs;
    this.row = row;
    this.settings = settings;
    this.connections = new Connections(settings);
    this.workers = new Workers(settings.parallel(), connections::interrupt);
  }

  @Override
  public boolean canPull(ImageReference reference) {
    return !reference.registry().isEmpty() || !settings.defaultRegistry().isEmpty();
  }

  @Override
  public Image pull(ImageReference reference, RegistryOptions options, ImportProgress progress) {
    Place place = place(reference);
    return images.bring(
        reference,
        options.snapshotter(),
        arrival -> {
          Pull pull =
              new Pull(place, options, connections, blobs, workers, busy, progress, arrival::comes);
          try (BlobLease lease = blobs.lease()) {
            ImageRow image = row.apply(pull.run(lease, found -> arrival.expect(row.apply(found))));
            lease.keep(); // until the image is recorded, the caller keeps them
            return image;
          }
        });
  }

  private Pull pull(
      Place place, RegistryOptions options, ImportProgress progress, Consumer<Digest> begun) {
    return new Pull(place, options, connections, blobs, workers, busy, progress, begun);
  }

  /**
   * Brings a blob of a recorded image, verified, from the registries that its names lead to.
   *
   * @return empty when it is there now; otherwise why not
   */
  public Optional<String> bring(ImageRow image, List<ImageReference> names, Digest blob) {
    return new Refetch(
            blobs,
            settings.defaultRegistry(),
            (place, options) -> pull(place, options, ImportProgress.NONE, one -> {}))
        .bring(image, names, blob);
  }

  @Override
  public void push(
      String nameOrDigest,
      ImageReference target,
      RegistryOptions options,
      ImportProgress progress) {
    Place place = place(target);
    images.keeping(
        nameOrDigest,
        image -> {
          List<String> sources = Push.sources(image, place);
          StringBuilder scope = new StringBuilder(place.scope("pull,push"));
          sources.forEach(source -> scope.append(" repository:").append(source).append(":pull"));
          Session host =
              connections
                  .to(place.registry(), Ability.PUSH, scope.toString(), options.login())
                  .get(0);
          new Push(image, place, host, blobs, settings.chunkBytes(), progress)
              .run(workers, sources);
        });
  }

  @Override
  public List<String> tags(ImageReference repository) {
    Place place = place(repository);
    return new Listing(server(place.registry(), place.scope("pull"))).tags(place);
  }

  /**
   * {@inheritDoc}
   *
   * @throws CarobException as there
   */
  @Override
  public List<String> catalog(String registry) {
    Place place =
        place(new ImageReference(registry, "any", Optional.of("latest"), Optional.empty()));
    return new Listing(server(place.registry(), "registry:catalog:*")).catalog(registry);
  }

  @Override
  public List<Referrer> referrers(ImageReference subject, Optional<String> artifactType) {
    Place place = place(subject);
    Digest digest =
        place
            .digest()
            .orElseGet(
                () ->
                    Digest.of(
                        ManifestFetch.get(
                                connections.to(
                                    place.registry(),
                                    Ability.RESOLVE,
                                    place.scope("pull"),
                                    Optional.empty()),
                                place,
                                place.wanted(),
                                Optional.empty())
                            .bytes()));
    return new Listing(server(place.registry(), place.scope("pull")))
        .referrers(place, digest, artifactType);
  }

  private Place place(ImageReference name) {
    return Place.of(name, settings.defaultRegistry());
  }

  /** The registry itself, which knows more than its mirrors. */
  private Session server(String registry, String scope) {
    List<Session> all = connections.to(registry, Ability.RESOLVE, scope, Optional.empty());
    return all.get(all.size() - 1);
  }

  /** Ends what is under way. */
  @Override
  public void close() {
    try {
      workers.close();
    } finally {
      connections.close();
    }
  }
}
