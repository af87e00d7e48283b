package io.carob.engine.manifest;

import io.fabric8.kubernetes.api.model.HostAlias;
import io.fabric8.kubernetes.api.model.PodDNSConfigOption;
import java.util.List;
import java.util.regex.Pattern;

/** What is written into a pod's hosts and resolv.conf files; nothing there may begin a new line. */
final class HostFileRules {

  private static final Pattern ADDRESS =
      Pattern.compile("(?:[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|[0-9a-fA-F]*:[0-9a-fA-F:.]+(?:%\\w+)?)");
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._:-]{1,253}");

  private HostFileRules() {}

  static void alias(String path, HostAlias alias) {
    address(path + ".ip", alias.getIp());
    words(path + ".hostnames", alias.getHostnames());
  }

  static void nameservers(String path, List<String> addresses) {
    for (int i = 0; i < addresses.size(); i++) {
      address(path + "[" + i + "]", addresses.get(i));
    }
  }

  static void words(String path, List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      if (words.get(i) == null || !WORD.matcher(words.get(i)).matches()) {
        throw ManifestError.at(
            path + "[" + i + "]", "\"" + words.get(i) + "\" is no host or domain name");
      }
    }
  }

  static void options(String path, List<PodDNSConfigOption> options) {
    for (int i = 0; i < options.size(); i++) {
      words(path + "[" + i + "].name", List.of(String.valueOf(options.get(i).getName())));
      if (options.get(i).getValue() != null && !options.get(i).getValue().isEmpty()) {
        words(path + "[" + i + "].value", List.of(options.get(i).getValue()));
      }
    }
  }

  private static void address(String path, String address) {
    if (address == null || !ADDRESS.matcher(address).matches()) {
      throw ManifestError.at(path, "\"" + address + "\" is no IP address");
    }
  }
}
