package io.carob.assembly.conf;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What holds, by the names of the files, as Configuration Admin is told. */
final class Holding {

  private static final Logger log = LoggerFactory.getLogger(Holding.class);

  /** So that two versions of a bundle, side by side, both have the configuration. */
  private static final String ANY_BUNDLE = "?";

  private final Map<String, Map<String, String>> valid = new TreeMap<>();
  private @Nullable ConfigurationAdmin admin;

  /** Configuration Admin has come; it gets what holds. */
  synchronized void serve(@Nullable ConfigurationAdmin next) {
    admin = next;
    valid.forEach(this::push);
  }

  /** From now on these hold; what did before, if anything. */
  synchronized @Nullable Map<String, String> put(String id, Map<String, String> values) {
    Map<String, String> before = valid.put(id, values);
    if (!values.equals(before)) {
      push(id, values);
    }
    return before;
  }

  private void push(String id, Map<String, String> values) {
    ConfigurationAdmin to = admin;
    if (to == null) {
      return;
    }
    try {
      configuration(to, id).updateIfDifferent(FrameworkUtil.asDictionary(values));
    } catch (IOException e) {
      log.error("The settings of {} cannot be handed on", id, e);
    }
  }

  /** Nothing holds from now on. */
  synchronized void remove(String id) {
    ConfigurationAdmin from = admin;
    if (valid.remove(id) == null || from == null) {
      return;
    }
    try {
      configuration(from, id).delete();
    } catch (IOException e) {
      log.error("The settings of {} cannot be taken back", id, e);
    }
  }

  private static Configuration configuration(ConfigurationAdmin admin, String id)
      throws IOException {
    String pid = ConfFile.pid(id);
    return pid.equals(id)
        ? admin.getConfiguration(id, ANY_BUNDLE)
        : admin.getFactoryConfiguration(pid, id.substring(pid.length() + 1), ANY_BUNDLE);
  }

  /** All of it. */
  synchronized Map<String, Map<String, String>> all() {
    return Map.copyOf(valid);
  }
}
