package io.carob.image.store.registry.wire;

import io.carob.image.store.registry.host.TlsContexts;
import io.carob.image.store.registry.host.TlsFiles;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One client, with its connections, for each set of certificates. Files that have changed since are
 * read again.
 */
final class Clients {

  private final Duration connect;
  private final Map<TlsFiles, Made> made = new HashMap<>();

  private record Made(List<FileTime> times, HttpClient client) {}

  Clients(Duration connect) {
    this.connect = connect;
  }

  synchronized HttpClient of(TlsFiles files) {
    List<FileTime> times = times(files);
    Made known = made.get(files);
    if (known == null || !known.times.equals(times)) {
      known = new Made(times, make(files));
      made.put(files, known);
    }
    return known.client;
  }

  private HttpClient make(TlsFiles files) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1) // one connection a blob: none waits for another
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(connect);
    if (!files.equals(TlsFiles.NONE)) {
      builder.sslContext(TlsContexts.of(files));
    }
    return builder.build();
  }

  private static List<FileTime> times(TlsFiles files) {
    List<Path> all = new ArrayList<>(files.authorities());
    files.client().ifPresent(client -> all.addAll(List.of(client.certificate(), client.key())));
    return all.stream().map(Clients::time).toList();
  }

  private static FileTime time(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return FileTime.fromMillis(0); // reading it says what is wrong
    }
  }
}
