package io.carob.rest.http;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Subscription;
import io.carob.api.driver.Callers;
import io.carob.rest.print.Escape;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the route of each request, serves it, and turns failures into answers. */
public final class RestHandler extends Handler.Abstract {

  /** The longest head of a request that is served. */
  public static final int HEAD_BYTES = 64 * 1024;

  private static final String ROUTE = RestHandler.class.getName() + ".route";
  private static final Logger log = LoggerFactory.getLogger(RestHandler.class);

  private final Router router;
  private final StreamLimit limit;
  private final KeptThreads kept;

  /**
   * A handler for these routes.
   *
   * @param kept told of threads that drivers keep
   */
  public RestHandler(Router router, StreamLimit limit, KeptThreads kept) {
    this.router = router;
    this.limit = limit;
    this.kept = kept;
  }

  @Override
  public boolean handle(Request request, Response response, Callback completed) {
    Exchange exchange =
        new Exchange(request, response, counted(request, response, completed), new Turn());
    EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
    long idle = endPoint.getIdleTimeout();
    endPoint.setIdleTimeout(0); // a slow answer is no idle client
    Exception failure = null;
    boolean upgraded = false;
    try (Subscription unused = Callers.hear(late -> answerFor(exchange, late))) {
      upgraded = serve(exchange).upgraded();
    } catch (Exception e) {
      failure = e;
    }
    if (!exchange.turn().own()) {
      kept.add(-1);
      return true;
    }
    if (failure != null) {
      endPoint.setIdleTimeout(idle);
      fail(call(exchange), request, failure, exchange.callback());
    } else if (!upgraded) {
      endPoint.setIdleTimeout(idle);
      exchange.callback().succeeded();
    }
    return true;
  }

  /** One request, its answer, and who gives it. */
  private record Exchange(Request request, Response response, Callback callback, Turn turn) {}

  private Call call(Exchange of) {
    return call(of, Map.of(), new Fields());
  }

  private Call call(Exchange of, Map<String, String> values, Fields query) {
    return new Call(
        of.request(), of.response(), of.callback(), values, query, limit, of.turn(), kept);
  }

  /**
   * Answers for a thread that a driver keeps. Its connection is of no more use: the server reads
   * the next request when that thread comes back.
   */
  private void answerFor(Exchange exchange, CarobException late) {
    if (!exchange.turn().another()) {
      return; // it has ended after all, or a stream has begun, whose client goes when it likes
    }
    kept.add(1); // before a thread is asked for
    Request request = exchange.request();
    Call call = call(new Exchange(request, exchange.response(), exchange.callback(), new Turn()));
    call.executor()
        .execute(
            () -> {
              exchange.response().getHeaders().put(HttpHeader.CONNECTION, "close");
              fail(call, request, late, exchange.callback());
              call.endPoint().close();
            });
  }

  /** Counts the request when it ends: what it was is known only until then. */
  private Callback counted(Request request, Response response, Callback callback) {
    long began = System.nanoTime();
    return new Callback.Nested(callback) {
      @Override
      public void succeeded() {
        count(request, response, System.nanoTime() - began);
        super.succeeded();
      }

      @Override
      public void failed(Throwable failure) {
        count(request, response, System.nanoTime() - began);
        super.failed(failure);
      }
    };
  }

  private void count(Request request, Response response, long nanos) {
    int status = response.getStatus() == 0 ? 200 : response.getStatus();
    if (request.getAttribute(ROUTE) instanceof Route route) {
      router.requests().add(route.method(), route.pattern(), status, nanos);
    } else {
      router.requests().add("other", "none", status, nanos);
    }
  }

  private Call serve(Exchange exchange) throws Exception {
    Request request = exchange.request();
    if (headBytes(request) > HEAD_BYTES) {
      Call call = call(exchange);
      String message = "the head of the request is longer than " + HEAD_BYTES + " bytes";
      answer(call, 431, ErrorCode.INVALID_ARGUMENT, message, Map.of());
      return call;
    }
    Router.Found found = router.find(request.getMethod(), request.getHttpURI().getPath());
    if (found instanceof Router.Match match) {
      Call call = call(exchange, match.values(), query(request));
      request.setAttribute(ROUTE, match.route());
      match.route().action().serve(call);
      return call;
    }
    Call call = call(exchange);
    if (found instanceof Router.NoMethod noMethod) {
      exchange.response().getHeaders().put(HttpHeader.ALLOW, String.join(", ", noMethod.allowed()));
      answer(
          call,
          405,
          ErrorCode.INVALID_ARGUMENT,
          request.getMethod()
              + " is not possible here; possible is "
              + String.join(", ", noMethod.allowed()),
          Map.of());
    } else if (found instanceof Router.NoPath noPath) {
      answer(
          call,
          404,
          ErrorCode.NOT_FOUND,
          "there is no "
              + request.getHttpURI().getPath()
              + " in this API; see GET /openapi.yaml. Near it: "
              + String.join(", ", noPath.known()),
          Map.of("routes", noPath.known()));
    }
    return call;
  }

  private static int headBytes(Request request) {
    int bytes = request.getHttpURI().asString().length();
    for (HttpField field : request.getHeaders()) {
      bytes += field.getName().length() + String.valueOf(field.getValue()).length();
    }
    return bytes;
  }

  private static Fields query(Request request) {
    try {
      return Request.extractQueryParameters(request);
    } catch (RuntimeException e) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT, "the query of the request is not well encoded", e);
    }
  }

  private static void fail(Call call, Request request, Exception failure, Callback callback) {
    if (call.response().isCommitted() || failure instanceof EofException) {
      // The client is gone, or sees by the missing end of the stream that something failed.
      if (!(failure instanceof IOException)) {
        log.warn("{} failed midway", request, failure);
      }
      callback.failed(failure);
      return;
    }
    CarobException known = known(request, failure);
    try {
      call.response().getHeaders().remove(HttpHeader.CONTENT_LENGTH);
      if (known.code() == ErrorCode.UNAVAILABLE) {
        call.response().getHeaders().put(HttpHeader.RETRY_AFTER, 1);
      }
      answer(call, known.code().httpStatus(), known.code(), message(known), Map.of());
      callback.succeeded();
    } catch (IOException e) {
      callback.failed(e);
    }
  }

  private static CarobException known(Request request, Exception failure) {
    if (failure instanceof CarobException carob) {
      if (carob.code() == ErrorCode.INTERNAL) {
        log.error("{} failed", request, carob);
      }
      return carob;
    }
    log.error("{} failed", request, failure);
    return new CarobException(
        ErrorCode.INTERNAL,
        "an unexpected failure: " + failure + ". The service's log has more",
        failure);
  }

  private static String message(CarobException failure) {
    return String.valueOf(failure.getMessage());
  }

  private static void answer(
      Call call, int status, ErrorCode code, String message, Map<String, List<String>> more)
      throws IOException {
    call.response().setStatus(status);
    call.response().getHeaders().put("Carob-Error-Code", code.name());
    if (call.text()) {
      call.sendText(Escape.lines(message) + "\n");
    } else {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("code", code.name());
      body.put("message", message);
      body.putAll(more);
      call.send("application/json", Json.line(body), true);
    }
    UnreadBody.drain(call);
  }
}
