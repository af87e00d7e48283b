package io.carob.api.storage;

import io.carob.api.CarobException;
import io.carob.api.image.ImportProgress;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The storage of images and snapshots as a whole: its size, its garbage, its health.
 *
 * <p>A story: an operator asks {@link #space} what takes the disk, {@code collect(true)} what would
 * go and why, then {@code collect(false)}. After a disk fault, {@link #verify} finds the layers
 * that are no longer what their digest says, and mends them from their blobs.
 */
@ProviderType
public interface Storage {

  /**
   * The label of an image or a committed snapshot that garbage collection leaves alone; its value
   * is free text.
   */
  String PIN_LABEL = "carob.io/pin";

  /**
   * {@return what takes how much} Answered from figures that are kept as things change: no tree is
   * walked and no blob is looked at. A writable layer changes without Carob; its figure is the last
   * one measured, and one that is older than 30 s is measured again in the background.
   *
   * @param fresh whether to measure the writable layers now, and wait for that
   */
  SpaceReport space(boolean fresh);

  /**
   * Garbage collection, by the configured policy.
   *
   * @param dryRun whether to change nothing, and only say what would go
   * @return for each image, layer, other snapshot and blob, whether and why it stays or goes
   */
  GcReport collect(boolean dryRun);

  /**
   * Hashes the blobs of images again, and compares their unpacked layers with what the blobs hold:
   * names, types, content, modes, owners, times, extended attributes, hard links.
   *
   * @param image name or digest of one image; empty for all
   * @param repair whether to mend what is damaged: a layer is unpacked again from its blob beside
   *     the damaged one, and takes its place; a damaged blob is deleted, so that the next import or
   *     pull brings it anew. A layer below a writable layer or view is not touched
   * @param progress hears which image is looked at
   * @return what was found; the driver being away is a finding too
   * @throws CarobException {@code NOT_FOUND}, {@code INVALID_ARGUMENT} for the name
   */
  VerifyReport verify(Optional<String> image, boolean repair, ImportProgress progress);

  /**
   * {@return the labels of an image on this node; not those of its configuration}
   *
   * @param image name or digest
   * @throws CarobException {@code NOT_FOUND}, {@code INVALID_ARGUMENT} for the name
   */
  Map<String, String> labels(String image);

  /**
   * Changes labels of an image.
   *
   * @param image name or digest
   * @param set labels to set
   * @param drop labels to take away; absent ones are fine
   * @return the labels after the change
   * @throws CarobException {@code NOT_FOUND}; {@code INVALID_ARGUMENT} for the name, or a label
   *     whose key is empty or whose key and value together are longer than 4,096 characters
   */
  Map<String, String> label(String image, Map<String, String> set, Set<String> drop);
}
