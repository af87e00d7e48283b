package io.carob.rest.http;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.rest.print.Escape;
import io.carob.rest.print.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;

/** One request and its answer. */
public final class Call {

  private static final Set<String> OUTPUTS = Set.of("", "wide", "json", "yaml", "name");

  private static final int WARNING_CHARS = 4000;
  private static final long BODY_IDLE_MILLIS = 30_000;

  private final Request request;
  private final Response response;
  private final Map<String, String> values;
  private final Fields query;
  private final StreamLimit limit;
  private final Callback callback;
  private final Turn turn;
  private final KeptThreads kept;
  private boolean upgraded;
  private int warned;

  Call(
      Request request,
      Response response,
      Callback callback,
      Map<String, String> values,
      Fields query,
      StreamLimit limit,
      Turn turn,
      KeptThreads kept) {
    this.request = request;
    this.response = response;
    this.callback = callback;
    this.values = values;
    this.query = query;
    this.limit = limit;
    this.turn = turn;
    this.kept = kept;
  }

  /** The value of a part of the path in braces. */
  public String path(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no part {" + name + "}");
    }
    return value;
  }

  /** A parameter of the query; empty when it is missing or empty. */
  public Optional<String> query(String name) {
    return Optional.ofNullable(query.getValue(name)).filter(value -> !value.isEmpty());
  }

  /**
   * A parameter that must be there.
   *
   * @throws CarobException {@code INVALID_ARGUMENT} when it is not
   */
  public String required(String name) {
    return query(name).orElseThrow(() -> invalid(name, "is missing"));
  }

  /** All values of a parameter that may be repeated. */
  public List<String> queryAll(String name) {
    return query.getValuesOrEmpty(name);
  }

  /**
   * A parameter that is {@code true} or {@code false}.
   *
   * @throws CarobException {@code INVALID_ARGUMENT} when it is something else
   */
  public boolean flag(String name, boolean otherwise) {
    return query(name)
        .map(
            value ->
                switch (value) {
                  case "true" -> true;
                  case "false" -> false;
                  default -> throw invalid(name, "must be true or false");
                })
        .orElse(otherwise);
  }

  /**
   * A parameter that is a whole number, not negative.
   *
   * @throws CarobException {@code INVALID_ARGUMENT} when it is something else
   */
  public Optional<Integer> number(String name) {
    return query(name)
        .map(
            value -> {
              try {
                if (value.matches("[0-9]+")) {
                  return Integer.valueOf(value);
                }
              } catch (NumberFormatException e) {
                // too large
              }
              throw invalid(
                  name,
                  "must be a whole number from 0 to "
                      + Integer.MAX_VALUE
                      + ", but is \""
                      + value
                      + "\"");
            });
  }

  /** An {@code INVALID_ARGUMENT} error for one parameter, to be thrown by the caller. */
  public static CarobException invalid(String name, String reason) {
    return new CarobException(ErrorCode.INVALID_ARGUMENT, "parameter " + name + " " + reason);
  }

  /**
   * The whole body.
   *
   * @param most the most bytes it may have
   * @throws CarobException {@code RESOURCE_EXHAUSTED} when it is longer
   */
  public byte[] body(int most) throws IOException {
    endPoint().setIdleTimeout(BODY_IDLE_MILLIS);
    byte[] bytes = bodyStream().readNBytes(most + 1);
    endPoint().setIdleTimeout(0);
    if (bytes.length > most) {
      throw new CarobException(
          ErrorCode.RESOURCE_EXHAUSTED,
          "the request's body is longer than " + most + " bytes. Send it in parts");
    }
    return bytes;
  }

  /** The body as it comes. */
  public InputStream bodyStream() {
    return Content.Source.asInputStream(request);
  }

  /** Whether the client wants text for people. */
  public boolean text() {
    String accept = request.getHeaders().get(HttpHeader.ACCEPT);
    return accept != null && accept.startsWith("text/plain");
  }

  /**
   * Answers in the form that the client wants.
   *
   * @throws CarobException {@code INVALID_ARGUMENT} when {@code output} names no form
   */
  public void answer(Answer answer) throws IOException {
    String output = query("output").orElse("");
    if (!OUTPUTS.contains(output)) {
      throw invalid("output", "must be one of wide, json, yaml, name, but is \"" + output + "\"");
    }
    if (!text()) {
      send("application/json", Json.line(answer.json()), true);
      return;
    }
    sendText(
        switch (output) {
          case "json" -> Json.pretty(answer.json());
          case "yaml" -> Yaml.write(Json.tree(answer.json()));
          case "name" -> names(answer);
          default -> answer.table().apply(output.equals("wide"));
        });
  }

  private static String names(Answer answer) {
    return answer
        .names()
        .orElseThrow(
            () -> invalid("output", "name means nothing here; possible are wide, json, yaml"))
        .stream()
        .map(name -> name + "\n")
        .collect(Collectors.joining());
  }

  /** A remark for people, beside the answer; printed to the error output by the command. */
  public void note(String note) {
    response.getHeaders().put("Carob-Note", Escape.cell(note));
  }

  /** What people should know of what they asked for; the command prints it as kubectl does. */
  public void warn(String warning) {
    String line = Escape.cell(warning);
    // The head of an answer holds some thousand bytes.
    int left = WARNING_CHARS - warned;
    if (left > 0) {
      String shown = line.length() <= left ? line : line.substring(0, left) + "...";
      response.getHeaders().add("Carob-Warning", shown);
      warned += line.length();
    }
  }

  /** Marks an answer that says of the service itself that it does not work as it should. */
  public void unhealthy() {
    response.setStatus(503);
  }

  /** Marks an answer of several results, some of which failed with this code. */
  public void partlyFailed(ErrorCode code) {
    response.getHeaders().put("Carob-Error-Code", code.name());
  }

  /** Begins the answer; a thread that a driver kept too long finds that it was given already. */
  private void begin() {
    if (!turn.own()) {
      throw answered();
    }
  }

  private static CarobException answered() {
    return new CarobException(
        ErrorCode.UNAVAILABLE, "the request was answered before the driver's call ended");
  }

  /** Answers with text. */
  public void sendText(String text) throws IOException {
    send("text/plain;charset=utf-8", text.getBytes(StandardCharsets.UTF_8), false);
  }

  /** Answers with bytes of a type, and a line end where wanted. */
  public void send(String type, byte[] bytes, boolean lineEnd) throws IOException {
    begin();
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length + (lineEnd ? 1L : 0L));
    byte[] all = bytes;
    if (lineEnd) {
      all = java.util.Arrays.copyOf(bytes, bytes.length + 1);
      all[bytes.length] = '\n';
    }
    try (OutputStream out = Content.Sink.asOutputStream(response)) {
      out.write(all);
    }
  }

  /**
   * Begins a stream. Close it when done; errors before the first byte can still be answered.
   *
   * @throws CarobException {@code RESOURCE_EXHAUSTED} when there are too many
   */
  public Stream stream(String type) {
    begin();
    Runnable release = limit.enter();
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    response.getHeaders().put(HttpHeader.CONNECTION, "close");
    if (request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1) {
      // Said here, because a connection that is to be closed would go without, and then a stream
      // that is cut off looks like one that has ended.
      response.getHeaders().put(HttpHeader.TRANSFER_ENCODING, "chunked");
    }
    GoneWatch watch = new GoneWatch(endPoint());
    watch.start();
    return new Stream(Content.Sink.asOutputStream(response), watch, release);
  }

  /** Sends the head of the answer before the first byte of its body. */
  public void flushHead() throws IOException {
    begin();
    try (var blocker = org.eclipse.jetty.util.Blocker.callback()) {
      response.write(false, ByteBuffer.allocate(0), blocker);
      blocker.block();
    }
  }

  /**
   * Hands the connection over to another protocol.
   *
   * @param protocol its name; the client must have asked for it
   * @param connection takes over after the answer 101
   * @param failed runs when the answer cannot be sent
   * @throws CarobException {@code FAILED_PRECONDITION} when the client did not ask
   */
  public void upgrade(
      String protocol, org.eclipse.jetty.io.Connection connection, Runnable failed) {
    if (!turn.own()) {
      failed.run();
      throw answered();
    }
    response.setStatus(101);
    response.getHeaders().put(HttpHeader.UPGRADE, protocol);
    response.getHeaders().put(HttpHeader.CONNECTION, "Upgrade");
    request.setAttribute(
        org.eclipse.jetty.server.HttpStream.UPGRADE_CONNECTION_ATTRIBUTE, connection);
    upgraded = true;
    response.write(
        true,
        ByteBuffer.allocate(0),
        Callback.from(
            callback::succeeded,
            failure -> {
              failed.run();
              callback.failed(failure);
            }));
  }

  /** Whether the client asks for that protocol. */
  public boolean wantsUpgrade(String protocol) {
    return protocol.equals(request.getHeaders().get(HttpHeader.UPGRADE));
  }

  /** The connection below. */
  public EndPoint endPoint() {
    return request.getConnectionMetaData().getConnection().getEndPoint();
  }

  /** Runs tasks on the server's threads. */
  public java.util.concurrent.Executor executor() {
    return request.getComponents().getExecutor();
  }

  /**
   * Works on another of the server's threads. When a driver keeps that beyond its limit, the answer
   * fails with {@code UNAVAILABLE}, and what the work ends with is dropped.
   */
  public <T> CompletableFuture<T> aside(Supplier<T> work) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    executor().execute(() -> kept.work(work, answer));
    return answer;
  }

  /** The bound on streams. */
  public StreamLimit limit() {
    return limit;
  }

  Response response() {
    return response;
  }

  boolean upgraded() {
    return upgraded;
  }
}
