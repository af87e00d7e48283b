package io.carob.rest.image;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.rest.http.Call;
import io.carob.rest.http.Stream;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;

/** Work that takes long, told of line by line. */
final class Told {

  private Told() {}

  /** Works on a thread of its own, so that a slow reader of the progress does not slow it. */
  static <T> CompletableFuture<T> run(
      Call call, ImportLines lines, Supplier<T> work, Function<T, byte[]> done)
      throws IOException, InterruptedException {
    try (Stream stream = call.stream(lines.type())) {
      CompletableFuture<T> running = call.aside(work);
      CompletableFuture<T> told = running.whenComplete((result, failure) -> lines.ended());
      stream.whenGone(lines::ended);
      lines.copyTo(stream.out());
      if (running.isDone()) {
        stream.out().write(result(running, lines, done));
        stream.end();
      }
      return told.handle((result, failure) -> result);
    }
  }

  private static <T> byte[] result(
      CompletableFuture<T> running, ImportLines lines, Function<T, byte[]> done) {
    try {
      return done.apply(running.join());
    } catch (CompletionException e) {
      CarobException known =
          e.getCause() instanceof CarobException carob
              ? carob
              : new CarobException(ErrorCode.INTERNAL, "the work failed: " + e.getCause(), e);
      return lines.failed(known);
    }
  }
}
