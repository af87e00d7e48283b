package io.carob.rest.http;

/** What a route does. A {@code CarobException} becomes the answer that its code stands for. */
@FunctionalInterface
public interface Action {

  /** Serves one call; runs on a thread of its own and may block. */
  void serve(Call call) throws Exception;
}
