package io.carob.api.volume;

import io.carob.api.CarobException;
import io.carob.api.Usage;
import io.carob.api.driver.Driver;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One type of volume, such as {@code emptyDir}, {@code hostPath} or {@code configMap}. Authors of
 * volume types implement this; the core calls it.
 *
 * <h2>What it models</h2>
 *
 * A pod lists volumes; each names a type and carries that type's own fields. The plugin
 * <em>publishes</em> a volume for one pod: it answers a folder or file of the host. The core then
 * bind-mounts it into containers with {@code mountPath}, {@code subPath}, {@code readOnly} and
 * propagation. When the pod ends, the plugin <em>unpublishes</em> it.
 *
 * <h2>A story</h2>
 *
 * The core calls {@link #validate} when a manifest is applied. Before the first container starts it
 * calls {@link #publish} with an empty place below the pod's folder. When a config object that the
 * volume shows changes, it calls {@code publish} again with the same place. When the pod is
 * deleted, after the last container, it calls {@link #unpublish}, and deletes the place.
 *
 * <h2>Clauses</h2>
 *
 * <ol>
 *   <li><b>V1 stateless.</b> Nothing needed later is kept in memory only; another instance, of this
 *       or a later version, continues from the arguments and the disk.
 *   <li><b>V2 idempotent.</b> {@code publish} and {@code unpublish} may be repeated, also after a
 *       crash in the middle; repeating {@code publish} keeps what containers wrote.
 *   <li><b>V3 own place.</b> A plugin writes below its place, and at what its fields name; nowhere
 *       else.
 *   <li><b>V4 isolation.</b> Volumes of different pods, and of different names in a pod, do not
 *       share their places.
 *   <li><b>V5 gone.</b> After {@code unpublish} nothing is mounted below the place, and deleting
 *       the place removes everything that the plugin made for this pod. What the fields name
 *       outside (a host folder) stays.
 *   <li><b>V6 atomic update.</b> A repeated {@code publish} with new content shows readers either
 *       the old or the new content of all files, never a mix and never a gap.
 *   <li><b>V7 concurrency.</b> Calls for different places run at the same time; the core never runs
 *       two calls for one place at once.
 *   <li><b>V8 hostile fields.</b> Fields come from a manifest: a path in them that leaves its
 *       folder is refused with {@code INVALID_ARGUMENT}.
 *   <li><b>V9 formats.</b> What another version wrote, in another form too, is read rightly or
 *       refused by {@link #readsDiskFormat}; it is never misread.
 *   <li><b>V10 self-check.</b> {@link #selfCheck} ends within ten seconds, needs nothing of the
 *       node but its scratch folder, and leaves nothing behind that deleting the folder does not
 *       clear.
 * </ol>
 */
@ConsumerType
public interface VolumePlugin extends Driver {

  /**
   * Checks the fields without touching the host. Unknown fields are an error.
   *
   * @param fields the type's own fields, from anybody's manifest
   * @throws CarobException {@code INVALID_ARGUMENT} that names the field
   */
  void validate(VolumeFields fields);

  /**
   * Makes the volume ready for a pod.
   *
   * @param request which volume, its place and its fields; the same in repeated calls
   * @return where it is: the place, something below it, or what the fields name; absolute
   * @throws CarobException {@code INVALID_ARGUMENT} as {@link #validate}; {@code NOT_FOUND} when
   *     something that the fields name is not there, such as a config object; {@code UNAVAILABLE}
   *     when that could not be found out in time; {@code FAILED_PRECONDITION} when the host is not
   *     as the fields demand; {@code RESOURCE_EXHAUSTED}, {@code INTERNAL}. The pod waits, and the
   *     core tries again
   */
  PublishedVolume publish(PublishRequest request);

  /**
   * Takes the volume away from a pod. Nothing is mounted into containers any more. Succeeds when
   * there is nothing to take away.
   *
   * @param request the volume, as published; its place may be gone
   * @throws CarobException {@code FAILED_PRECONDITION} when something still uses it, {@code
   *     INTERNAL}
   */
  void unpublish(UnpublishRequest request);

  /**
   * Space that the volume takes on this node, not counting what is only shown from elsewhere.
   *
   * @param request the volume, as published
   * @return blocks that are allocated and inodes; {@link Usage#NONE} when it is left out
   */
  default Usage usage(UnpublishRequest request) {
    return Usage.NONE;
  }
}
