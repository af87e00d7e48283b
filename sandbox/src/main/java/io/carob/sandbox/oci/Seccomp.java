package io.carob.sandbox.oci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The default seccomp profile: an allow-list of system calls, {@code EPERM} for all others. Which
 * calls a capability brings, and which an architecture has, stands in {@code seccomp.json}.
 */
public final class Seccomp {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String ALLOW = "SCMP_ACT_ALLOW";
  private static final int EPERM = 1;
  private static final int ENOSYS = 38;

  /** All flags of clone(2) that make a namespace. */
  private static final long CLONE_NAMESPACES = 0x7E020000L;

  private static final int AF_ALG = 38;
  private static final int AF_NETLINK_RDMA_GAP = 39;
  private static final int AF_VSOCK = 40;

  /** Execution domains that personality(2) may set or ask for. */
  private static final List<Long> PERSONALITIES = List.of(0L, 8L, 0x20000L, 0x20008L, 0xFFFFFFFFL);

  private static final Map<String, List<String>> ARCHITECTURES =
      Map.of(
          "amd64", List.of("SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"),
          "arm64", List.of("SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"));

  private static final JsonNode TABLE = load();

  private Seccomp() {}

  /**
   * The profile for a container.
   *
   * @param architecture as in the OCI image index, such as {@code amd64}
   * @param capabilities what the container may do, without the prefix {@code CAP_}
   * @return empty on an architecture that has no profile
   */
  public static Optional<ObjectNode> profile(String architecture, Set<String> capabilities) {
    List<String> architectures = ARCHITECTURES.get(architecture);
    if (architectures == null) {
      return Optional.empty();
    }
    ObjectNode profile = JSON.objectNode();
    profile.put("defaultAction", "SCMP_ACT_ERRNO").put("defaultErrnoRet", EPERM);
    architectures.forEach(profile.putArray("architectures")::add);
    ArrayNode rules = profile.putArray("syscalls");
    addAllowed(rules, architecture, capabilities);
    addPersonality(rules);
    addSocket(rules);
    if (!capabilities.contains("SYS_ADMIN")) {
      addClone(rules);
    }
    return Optional.of(profile);
  }

  private static void addAllowed(ArrayNode rules, String architecture, Set<String> capabilities) {
    ArrayNode names = rules.addObject().put("action", ALLOW).putArray("names");
    TABLE.get("allow").forEach(names::add);
    TABLE.get("architecture").path(architecture).forEach(names::add);
    for (Map.Entry<String, JsonNode> field : TABLE.get("capability").properties()) {
      if (capabilities.contains(field.getKey())) {
        field.getValue().forEach(names::add);
      }
    }
  }

  private static void addPersonality(ArrayNode rules) {
    for (long value : PERSONALITIES) {
      arg(rule(rules, "personality"), 0, value, "SCMP_CMP_EQ");
    }
  }

  /** Sockets of every family but those that reach the hypervisor or the kernel's ciphers. */
  private static void addSocket(ArrayNode rules) {
    arg(rule(rules, "socket"), 0, AF_ALG, "SCMP_CMP_LT");
    arg(rule(rules, "socket"), 0, AF_NETLINK_RDMA_GAP, "SCMP_CMP_EQ");
    arg(rule(rules, "socket"), 0, AF_VSOCK, "SCMP_CMP_GT");
  }

  /** clone without new namespaces; clone3 hides its flags, so programs must fall back to clone. */
  private static void addClone(ArrayNode rules) {
    ObjectNode masked = arg(rule(rules, "clone"), 0, CLONE_NAMESPACES, "SCMP_CMP_MASKED_EQ");
    masked.put("valueTwo", 0);
    ObjectNode clone3 = rules.addObject().put("action", "SCMP_ACT_ERRNO").put("errnoRet", ENOSYS);
    clone3.putArray("names").add("clone3");
  }

  private static ObjectNode rule(ArrayNode rules, String name) {
    ObjectNode rule = rules.addObject().put("action", ALLOW);
    rule.putArray("names").add(name);
    return rule;
  }

  private static ObjectNode arg(ObjectNode rule, int index, long value, String op) {
    return rule.putArray("args").addObject().put("index", index).put("value", value).put("op", op);
  }

  private static JsonNode load() {
    try (InputStream in = Seccomp.class.getResourceAsStream("seccomp.json")) {
      if (in == null) {
        throw new CarobException(ErrorCode.INTERNAL, "seccomp.json is missing from this jar");
      }
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "seccomp.json of this jar cannot be read", e);
    }
  }
}
