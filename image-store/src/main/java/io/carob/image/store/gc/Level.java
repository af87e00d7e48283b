package io.carob.image.store.gc;

/**
 * How full things are.
 *
 * @param total bytes of the file system
 * @param used bytes in use on it
 * @param store bytes that layers, snapshots and blobs take
 */
public record Level(long total, long used, long store) {

  /** How far over a level this is, in bytes, when so much has been freed. */
  long over(GcPolicy.Watermark mark, boolean high, long freed) {
    long wanted = high ? mark.high() : mark.low();
    return mark.percent() ? used - freed - total / 100 * wanted : store - freed - wanted;
  }
}
