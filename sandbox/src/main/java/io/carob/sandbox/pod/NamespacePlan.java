package io.carob.sandbox.pod;

import io.carob.api.sandbox.NamespaceKind;
import io.carob.api.sandbox.SandboxSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides which namespaces a pod gets.
 *
 * <p>Pause is the first process of a PID namespace of its own even when the containers do not share
 * it: its end then ends whatever was left beside it. Only with the host's PID namespace it is an
 * ordinary process of the host.
 *
 * @param own namespaces made for the pod
 * @param host namespaces taken from the host
 * @param shareProcess whether the containers join pause's PID namespace
 */
record NamespacePlan(List<NamespaceKind> own, List<NamespaceKind> host, boolean shareProcess) {

  private static final List<NamespaceKind> KINDS =
      List.of(NamespaceKind.NET, NamespaceKind.IPC, NamespaceKind.UTS, NamespaceKind.PID);

  NamespacePlan {
    own = List.copyOf(own);
    host = List.copyOf(host);
  }

  static NamespacePlan of(SandboxSpec spec) {
    List<NamespaceKind> own = new ArrayList<>();
    List<NamespaceKind> host = new ArrayList<>();
    for (NamespaceKind kind : KINDS) {
      boolean hosts =
          spec.hostNamespaces().contains(kind)
              || (kind == NamespaceKind.UTS && spec.hostNamespaces().contains(NamespaceKind.NET));
      (hosts ? host : own).add(kind);
    }
    boolean share = spec.shareProcessNamespace() && own.contains(NamespaceKind.PID);
    return new NamespacePlan(own, host, share);
  }

  /** Namespaces that containers join by path. */
  List<NamespaceKind> joined() {
    return own.stream().filter(kind -> kind != NamespaceKind.PID || shareProcess).toList();
  }

  boolean owns(NamespaceKind kind) {
    return own.contains(kind);
  }
}
