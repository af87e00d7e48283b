package io.carob.engine.sharing;

import io.carob.api.node.SharingReport.IsolationEvidence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes an empty file into one container's root and looks for it in the others. */
final class IsolationCheck {

  private static final Logger LOG = LoggerFactory.getLogger(IsolationCheck.class);

  private IsolationCheck() {}

  /** Tries the containers in turn until one can be written to; empty when none can. */
  static Optional<IsolationEvidence> of(List<RunningContainer> containers) {
    if (containers.size() < 2) {
      return Optional.empty();
    }
    String name = ".carob-probe-" + UUID.randomUUID();
    for (RunningContainer writer : containers) {
      if (writer.root().readOnly()) {
        continue;
      }
      Path probe = writer.folder().resolve(name);
      try {
        Files.newByteChannel(
                probe,
                Set.of(
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS))
            .close();
      } catch (IOException e) {
        LOG.debug("{} cannot be written to", probe, e);
        continue;
      }
      try {
        return Optional.of(
            new IsolationEvidence("/" + name, writer.name(), seen(containers, writer, name)));
      } finally {
        delete(probe);
      }
    }
    return Optional.empty();
  }

  private static Map<String, Boolean> seen(
      List<RunningContainer> containers, RunningContainer writer, String name) {
    Map<String, Boolean> seen = new TreeMap<>();
    for (RunningContainer other : containers) {
      if (!other.name().equals(writer.name())) {
        seen.put(
            other.name(), Files.exists(other.folder().resolve(name), LinkOption.NOFOLLOW_LINKS));
      }
    }
    return seen;
  }

  private static void delete(Path probe) {
    try {
      Files.deleteIfExists(probe);
    } catch (IOException e) {
      LOG.warn("the probe {} could not be removed", probe, e);
    }
  }
}
