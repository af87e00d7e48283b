package io.carob.engine.pod;

import io.fabric8.kubernetes.api.model.HostAlias;
import io.fabric8.kubernetes.api.model.PodDNSConfig;
import io.fabric8.kubernetes.api.model.PodDNSConfigOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The text of a pod's {@code /etc/hosts} and {@code /etc/resolv.conf}. Pure. */
final class HostFiles {

  private static final String LOCAL =
      "127.0.0.1\tlocalhost\n"
          + "::1\tlocalhost ip6-localhost ip6-loopback\n"
          + "fe00::0\tip6-localnet\n"
          + "ff02::1\tip6-allnodes\n"
          + "ff02::2\tip6-allrouters\n";

  private HostFiles() {}

  static String hosts(PodView pod, List<String> addresses, String hostFile) {
    StringBuilder out = new StringBuilder("# Kept by Carob; changes are lost with the sandbox.\n");
    if (pod.hostNetwork()) {
      out.append(hostFile).append(hostFile.endsWith("\n") ? "" : "\n");
    } else {
      out.append(LOCAL);
      for (String address : addresses.isEmpty() ? List.of("127.0.0.1") : addresses) {
        out.append(address).append('\t').append(pod.hostname()).append('\n');
      }
    }
    for (HostAlias alias : pod.spec().getHostAliases()) {
      out.append(alias.getIp())
          .append('\t')
          .append(String.join(" ", alias.getHostnames()))
          .append('\n');
    }
    return out.toString();
  }

  static String resolvConf(PodView pod, String hostFile) {
    Set<String> servers = new LinkedHashSet<>();
    Set<String> searches = new LinkedHashSet<>();
    Set<String> options = new LinkedHashSet<>();
    if (!"None".equals(pod.spec().getDnsPolicy())) {
      for (String line : hostFile.lines().toList()) {
        String[] words = line.strip().split("\\s+");
        List<String> values = List.of(words).subList(1, words.length);
        switch (words[0]) {
          case "nameserver" -> servers.addAll(values);
          case "search", "domain" -> searches.addAll(values);
          case "options" -> options.addAll(values);
          default -> {}
        }
      }
    }
    PodDNSConfig own = pod.spec().getDnsConfig();
    if (own != null) {
      servers.addAll(own.getNameservers());
      searches.addAll(own.getSearches());
      own.getOptions().forEach(option -> override(options, option));
    }
    List<String> lines = new ArrayList<>();
    servers.forEach(server -> lines.add("nameserver " + server));
    if (!searches.isEmpty()) {
      lines.add("search " + String.join(" ", searches));
    }
    if (!options.isEmpty()) {
      lines.add("options " + String.join(" ", options));
    }
    return String.join("\n", lines) + "\n";
  }

  private static void override(Set<String> options, PodDNSConfigOption option) {
    options.removeIf(o -> o.equals(option.getName()) || o.startsWith(option.getName() + ":"));
    options.add(
        option.getValue() == null || option.getValue().isEmpty()
            ? option.getName()
            : option.getName() + ":" + option.getValue());
  }
}
