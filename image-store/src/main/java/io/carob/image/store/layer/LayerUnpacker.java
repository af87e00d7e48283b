package io.carob.image.store.layer;

import io.carob.api.CarobException;
import io.carob.api.DiffId;
import io.carob.api.ErrorCode;
import io.carob.api.snapshot.LayerTarget;
import io.carob.api.snapshot.WhiteoutForm;
import io.carob.image.store.tar.Decompression;
import io.carob.image.store.tar.TarReader;
import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.RootDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;

/** Brings a layer's blob, hostile input, into a target in one pass. */
public final class LayerUnpacker {

  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  private final UnpackLimits limits;
  private final AtomicInteger busy = new AtomicInteger();

  /** Makes an unpacker with the given bounds. */
  public LayerUnpacker(UnpackLimits limits) {
    this.limits = limits;
  }

  /**
   * Decompresses, verifies and writes a layer.
   *
   * @param blob the blob, gzip, zstd or plain; read to its end, not closed
   * @param mediaType the blob's media type, for messages; the content decides
   * @param expected the digest that the uncompressed stream must have
   * @param target where and how the driver wants it
   * @param below waits until the layers below are committed; called when a difference needs them
   * @param progress hears the bytes of the blob read so far, from another thread
   * @throws CarobException {@code DATA_LOSS} for a truncated or corrupt layer or a wrong digest,
   *     {@code INVALID_ARGUMENT} for an entry that tries to leave its root, {@code
   *     RESOURCE_EXHAUSTED} on a full disk or over a bound, {@code INTERNAL}. What was written
   *     until then is the caller's to discard
   */
  public LayerResult unpack(
      InputStream blob,
      String mediaType,
      DiffId expected,
      LayerTarget target,
      Runnable below,
      LongConsumer progress) {
    CountedStream counted = new CountedStream(blob, progress);
    busy.incrementAndGet();
    try (InputStream plain = ahead(Decompression.open(counted))) {
      LayerStream tar = new LayerStream(plain, counted, expected, limits);
      Filled filled = fill(tar, target, below);
      tar.finish();
      return new LayerResult(expected, tar.size(), filled.entries, filled.bringsRoot);
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.INTERNAL,
          "layer " + expected + " (" + mediaType + ") cannot be read: " + e.getMessage(),
          e);
    } finally {
      busy.decrementAndGet();
    }
  }

  private InputStream ahead(InputStream plain) {
    return Decompression.isNeeded(plain) ? new ReadAhead(plain, this::hasIdleProcessor) : plain;
  }

  /** Layers that unpack at the same time use the processors by themselves. */
  private boolean hasIdleProcessor() {
    return busy.get() * 2 <= PROCESSORS;
  }

  private record Filled(long entries, boolean bringsRoot) {}

  private Filled fill(LayerStream tar, LayerTarget target, Runnable below) throws IOException {
    if (target instanceof LayerTarget.Stream stream) {
      stream.sink().accept(tar);
      return new Filled(0, true); // the driver sees to it
    }
    Path folder =
        target instanceof LayerTarget.Difference difference
            ? difference.folder()
            : ((LayerTarget.Tree) target).folder();
    try (RootDirectory root = RootDirectory.open(folder);
        Hiding hiding = hiding(target, root, below)) {
      LayerWriter writer = new LayerWriter(root, hiding, limits);
      long entries = writer.writeAll(new TarReader(tar, limits.headerBytes()));
      return new Filled(entries, writer.bringsRoot());
    }
  }

  /**
   * Gives the root folder of an overlay difference what the nearest layer below has, which is to be
   * called when that is committed. The overlay file system shows the root of the uppermost layer
   * alone; in any other form the root is the one below already.
   */
  public static void inheritRoot(LayerTarget target) {
    if (target instanceof LayerTarget.Difference difference
        && difference.whiteouts() == WhiteoutForm.OVERLAY
        && !difference.below().isEmpty()) {
      try (RootDirectory root = RootDirectory.open(difference.folder());
          RootDirectory lower = RootDirectory.open(difference.below().get(0))) {
        FileStat stat = lower.stat("");
        new CopyUp(root, new OverlayMarks()).describe(new LayerStack.Found(lower, stat), "");
        root.setTimes("", stat.atime(), stat.mtime());
      }
    }
  }

  private static Hiding hiding(LayerTarget target, RootDirectory root, Runnable below) {
    if (target instanceof LayerTarget.Difference difference) {
      Marks marks =
          switch (difference.whiteouts()) {
            case OVERLAY -> new OverlayMarks();
            case OCI -> new OciMarks();
          };
      return new DifferenceHiding(root, new LayerStack(difference.below(), marks, below), marks);
    }
    return new AppliedHiding(root);
  }
}
