package io.carob.image.store.meta;

import io.carob.api.Digest;
import io.carob.api.ImageReference;
import java.time.Instant;

/** One change of one row. */
public sealed interface Edit {

  /** Adds a snapshot, or replaces the one of the same full name. */
  record PutSnapshot(SnapshotRow row) implements Edit {}

  /** Forgets a snapshot. */
  record DropSnapshot(SnapshotId id) implements Edit {}

  /** Adds an image, or replaces the one of the same identity. */
  record PutImage(ImageRow row) implements Edit {}

  /** Forgets an image. */
  record DropImage(Digest id) implements Edit {}

  /** Points a name to an image. */
  record PutName(ImageReference name, Digest image) implements Edit {}

  /** Forgets a name. */
  record DropName(ImageReference name) implements Edit {}

  /** Records the uses and labels of an image; forgotten together with the image. */
  record PutUse(ImageUse use) implements Edit {}

  /** Records that policy, and no fault, took a blob away. */
  record PutDropped(Digest blob, Instant when) implements Edit {}

  /** Forgets that: the blob is there again, or nobody needs it. */
  record DropDropped(Digest blob) implements Edit {}

  /** Promises that no number below this one is given to a place any more. */
  record ReservePlaces(long next) implements Edit {}
}
