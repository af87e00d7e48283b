package io.carob.api.image;

import io.carob.api.CarobException;
import io.carob.api.ImageReference;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Images in registries that speak the OCI distribution protocol (or Docker's registry API v2).
 *
 * <p>Which hosts serve a registry, with which certificates, and which credentials are used, is the
 * node's configuration. Nothing is sent over plain HTTP unless the registry is on the loopback
 * interface or configured so, and credentials never, except on the loopback interface.
 *
 * <p>What every call may raise: {@code INVALID_ARGUMENT} for a name without a registry or a wrong
 * configuration of hosts, {@code NOT_FOUND}, {@code PERMISSION_DENIED} when the registry refuses
 * the credentials or needs some, {@code RESOURCE_EXHAUSTED} when it refuses for its rate limit, a
 * bound is met or the disk is full, {@code UNAVAILABLE} when it cannot be reached or fails, after
 * repetitions, {@code FAILED_PRECONDITION} when its certificate is not trusted, {@code UNSUPPORTED}
 * when it lacks the operation.
 *
 * <p>All calls block, end when their thread is interrupted ({@code UNAVAILABLE}), and may be made
 * by many threads.
 */
@ProviderType
public interface Registries {

  /**
   * {@return whether a name leads to a registry: it names one, or the node has a default one}
   * Nothing is asked.
   *
   * @param reference any name of an image
   */
  boolean canPull(ImageReference reference);

  /**
   * Brings an image from its registry and names it by the reference. Blobs that are here already
   * are not fetched. The rest comes in parallel, verified by digest and size. A cut connection goes
   * on where it ended; so does a pull that a crash ended, when it is asked for again. Of an index
   * it takes the image for the platform.
   *
   * @param reference its name, with a registry; a digest wins over a tag
   * @param options further wishes
   * @param progress hears how each layer goes on
   * @return the image; not unpacked yet
   * @throws CarobException as above, and {@code NOT_FOUND} when it has nothing for the platform,
   *     {@code DATA_LOSS} when what comes is not what its digest says, {@code INVALID_ARGUMENT}
   *     when the format is not known. No name changes then, and what came stays only as far as a
   *     next pull can use it
   */
  Image pull(ImageReference reference, RegistryOptions options, ImportProgress progress);

  /**
   * Sends an image of this node to a registry. Blobs that are there already are not sent; those of
   * another repository of that registry, which a name of the image tells, are mounted.
   *
   * @param nameOrDigest the image, as {@link Images#get} finds it
   * @param target where to, with a registry; a tag, or only a digest, which must be the manifest's
   * @param options further wishes; the platform has no meaning here
   * @param progress hears how each layer goes on
   * @throws CarobException as above, and as {@link Images#get}
   */
  void push(
      String nameOrDigest, ImageReference target, RegistryOptions options, ImportProgress progress);

  /**
   * {@return the tags of a repository, in the registry's order, at most 100,000}
   *
   * @param repository any reference into the repository
   */
  List<String> tags(ImageReference repository);

  /**
   * {@return the repositories of a registry, in its order, at most 100,000}
   *
   * @param registry host and optional port
   */
  List<String> catalog(String registry);

  /**
   * {@return the manifests that refer to an image as their subject: signatures, bills of materials}
   *
   * @param subject the image, by tag or digest
   * @param artifactType only those of this type
   */
  List<Referrer> referrers(ImageReference subject, Optional<String> artifactType);
}
