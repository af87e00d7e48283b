package io.carob.linux.process;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A program to start in namespaces of its own.
 *
 * @param unshare namespaces to make; with {@code PID} the program is process 1 of it
 * @param join namespaces to enter, by the files that stand for them
 * @param hostname the host name to set in the new UTS namespace
 * @param loopbackUp whether to bring {@code lo} up in the new network namespace
 * @param argv the program's absolute path and its arguments
 * @param env the whole environment, as {@code NAME=value}
 * @param confined whether the program is to be harmless to the host even when a process that may
 *     trace it takes it over: its root is an empty, read-only file system that holds nothing but
 *     itself, so it must be statically linked; it has no capabilities and cannot gain any, can open
 *     nothing, and only who may trace all processes may trace it
 */
public record NamespaceRequest(
    Set<Namespace> unshare,
    Map<Namespace, Path> join,
    Optional<String> hostname,
    boolean loopbackUp,
    List<String> argv,
    List<String> env,
    boolean confined) {

  /**
   * Copies and checks.
   *
   * @throws CarobException {@code INVALID_ARGUMENT} when a namespace is both made and joined, no
   *     program is named, or host name or loopback are asked for without a new namespace
   */
  public NamespaceRequest {
    unshare = Set.copyOf(unshare);
    join = Map.copyOf(join);
    argv = List.copyOf(argv);
    env = List.copyOf(env);
    require(unshare.stream().noneMatch(join::containsKey), "a namespace is both made and joined");
    require(!argv.isEmpty() && argv.get(0).startsWith("/"), "the program has no absolute path");
    require(
        hostname.isEmpty() || unshare.contains(Namespace.UTS),
        "a host name needs a new UTS namespace");
    require(
        !loopbackUp || unshare.contains(Namespace.NETWORK),
        "loopback needs a new network namespace");
    require(
        !confined || unshare.contains(Namespace.MOUNT), "confinement needs a new mount namespace");
  }

  /** A program that is not confined. */
  public NamespaceRequest(
      Set<Namespace> unshare,
      Map<Namespace, Path> join,
      Optional<String> hostname,
      boolean loopbackUp,
      List<String> argv,
      List<String> env) {
    this(unshare, join, hostname, loopbackUp, argv, env, false);
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new CarobException(ErrorCode.INVALID_ARGUMENT, "spawn in namespaces: " + otherwise);
    }
  }
}
