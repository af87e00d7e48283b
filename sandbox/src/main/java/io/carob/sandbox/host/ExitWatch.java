package io.carob.sandbox.host;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

public final class ExitWatch implements AutoCloseable {
  private final Set<CompletableFuture<Void>> open = ConcurrentHashMap.newKeySet();

  public CompletableFuture<Void> ended(HostProcess process) {
    CompletableFuture<Void> result = new CompletableFuture<>();
    open.add(result);
    if (!process.alive()) {
      result.complete(null);
      return result;
    }
    ProcessHandle.of(process.pid())
        .ifPresentOrElse(
            h -> h.onExit().thenRun(() -> result.complete(null)), () -> result.complete(null));
    return result;
  }

  public void adopt(HostProcess process) {
    var unused = ended(process);
  }

  public boolean await(HostProcess process) {
    try {
      ended(process).get(10, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException | ExecutionException e) {
      return false;
    }
  }

  @Override
  public void close() {
    for (CompletableFuture<Void> future : open) {
      future.completeExceptionally(new CarobException(ErrorCode.UNAVAILABLE, "stopped"));
    }
  }
}
