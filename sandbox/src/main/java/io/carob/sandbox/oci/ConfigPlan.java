package io.carob.sandbox.oci;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Platform;
import io.carob.api.sandbox.ContainerSpec;
import io.carob.api.sandbox.SecuritySpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Plans the {@code config.json} of the OCI runtime specification 1.0.2 for one container. */
public final class ConfigPlan {

  private static final String DEFAULT_PATH =
      "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private final ContainerSpec spec;
  private final Identity identity;
  private final List<PlannedMount> mounts;
  private final HostFacts host;

  /**
   * Takes what the plan needs.
   *
   * @param spec what was asked for
   * @param identity who it runs as
   * @param mounts its bind mounts, resolved
   * @param host what the host is like
   */
  public ConfigPlan(
      ContainerSpec spec, Identity identity, List<PlannedMount> mounts, HostFacts host) {
    this.spec = spec;
    this.identity = identity;
    this.mounts = List.copyOf(mounts);
    this.host = host;
  }

  /**
   * The document.
   *
   * @throws CarobException {@code INVALID_ARGUMENT} when a mount or a capability is impossible;
   *     {@code UNSUPPORTED} when the host cannot give what is asked
   */
  public ObjectNode document() {
    Set<String> capabilities = Capabilities.plan(spec.security(), host.bounding());
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("ociVersion", "1.0.2");
    document
        .putObject("root")
        .put("path", "rootfs")
        .put("readonly", spec.security().readOnlyRootFilesystem());
    document.set("process", process(capabilities));
    document.set("mounts", MountsPlan.mounts(spec, mounts, host));
    document.set("linux", linux(capabilities));
    ObjectNode annotations = document.putObject("annotations");
    spec.annotations().forEach(annotations::put);
    return document;
  }

  private ObjectNode process(Set<String> capabilities) {
    ObjectNode process = JsonNodeFactory.instance.objectNode();
    process.put("terminal", false).put("cwd", workingDirectory());
    ObjectNode user = process.putObject("user");
    user.put("uid", identity.uid()).put("gid", identity.gid());
    // With its own group among them, dropping the others cannot bypass what is denied to it.
    ArrayNode groups = user.putArray("additionalGids").add(identity.gid());
    identity.groups().stream().filter(gid -> gid != identity.gid()).forEach(groups::add);
    spec.args().forEach(process.putArray("args")::add);
    ArrayNode env = process.putArray("env");
    if (spec.env().stream().noneMatch(entry -> entry.startsWith("PATH="))) {
      env.add(DEFAULT_PATH);
    }
    spec.env().forEach(env::add);
    ObjectNode sets = process.putObject("capabilities");
    for (String set : List.of("bounding", "effective", "permitted")) {
      ArrayNode names = sets.putArray(set);
      capabilities.forEach(name -> names.add("CAP_" + name));
    }
    process.put("noNewPrivileges", spec.security().noNewPrivileges());
    host.oomScoreAdj().ifPresent(score -> process.put("oomScoreAdj", score));
    return process;
  }

  private String workingDirectory() {
    String directory = spec.workingDirectory();
    if (!directory.isEmpty() && !directory.startsWith("/")) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "working directory '" + directory + "' is not absolute; begin it with /");
    }
    return directory.isEmpty() ? "/" : directory;
  }

  private ObjectNode linux(Set<String> capabilities) {
    SecuritySpec security = spec.security();
    ObjectNode linux = JsonNodeFactory.instance.objectNode();
    linux.put("cgroupsPath", spec.cgroupParent() + "/" + spec.id());
    linux.set("namespaces", NamespacesPlan.namespaces(spec.sandbox(), host.pureCgroup2()));
    MountsPlan.rootPropagation(mounts).ifPresent(mode -> linux.put("rootfsPropagation", mode));
    ArrayNode rules = linux.putObject("resources").putArray("devices");
    rules.addObject().put("allow", security.privileged()).put("access", "rwm");
    if (security.privileged()) {
      addDevices(linux.putArray("devices"));
      return linux;
    }
    MaskPlan.MASKED.forEach(linux.putArray("maskedPaths")::add);
    MaskPlan.READ_ONLY.forEach(linux.putArray("readonlyPaths")::add);
    if (!security.seccompUnconfined()) {
      linux.set("seccomp", seccomp(capabilities));
    }
    return linux;
  }

  private ObjectNode seccomp(Set<String> capabilities) {
    Optional<ObjectNode> profile = Seccomp.profile(Platform.host().architecture(), capabilities);
    return profile.orElseThrow(
        () ->
            new CarobException(
                ErrorCode.UNSUPPORTED,
                "there is no default seccomp profile for "
                    + Platform.host()
                    + "; choose the profile Unconfined if you accept that"));
  }

  private void addDevices(ArrayNode devices) {
    for (Device device : host.devices()) {
      devices
          .addObject()
          .put("path", device.path())
          .put("type", device.type())
          .put("major", device.major())
          .put("minor", device.minor())
          .put("fileMode", device.mode())
          .put("uid", device.uid())
          .put("gid", device.gid());
    }
  }
}
