package io.carob.rest;

import io.carob.api.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Errors that the HTTP server finds before a route is looked for: one sentence, no page. */
final class PlainErrors extends ErrorHandler {

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Object reason = request.getAttribute(ERROR_MESSAGE);
    String sentence =
        "the HTTP request is refused with status "
            + response.getStatus()
            + (reason == null ? "" : ": " + reason)
            + "\n";
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain;charset=utf-8");
    response.getHeaders().put("Carob-Error-Code", ErrorCode.INVALID_ARGUMENT.name());
    response.write(true, ByteBuffer.wrap(sentence.getBytes(StandardCharsets.UTF_8)), callback);
    return true;
  }
}
