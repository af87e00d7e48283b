package io.carob.rest.image;

import io.carob.api.snapshot.SnapshotInfo;
import io.carob.api.snapshot.SnapshotKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Puts snapshots in the order of a tree: each right after its parent, driver by driver. */
final class TreeOrder {

  private TreeOrder() {}

  static List<SnapshotRoutes.Node> of(List<SnapshotInfo> all) {
    Map<String, Map<Optional<SnapshotKey>, List<SnapshotInfo>>> children = new HashMap<>();
    Set<String> known = new HashSet<>();
    all.forEach(info -> known.add(info.driver() + "/" + info.key()));
    for (SnapshotInfo info : all) {
      Optional<SnapshotKey> parent =
          info.parent().filter(key -> known.contains(info.driver() + "/" + key));
      children
          .computeIfAbsent(info.driver(), driver -> new HashMap<>())
          .computeIfAbsent(parent, key -> new ArrayList<>())
          .add(info);
    }
    List<SnapshotRoutes.Node> order = new ArrayList<>();
    children.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> walk(entry.getValue(), order));
    return order;
  }

  /** Without recursion: a chain of layers may be long. */
  private static void walk(
      Map<Optional<SnapshotKey>, List<SnapshotInfo>> children, List<SnapshotRoutes.Node> order) {
    Deque<SnapshotRoutes.Node> todo = new ArrayDeque<>();
    push(todo, children.getOrDefault(Optional.<SnapshotKey>empty(), List.of()), 0);
    while (!todo.isEmpty()) {
      SnapshotRoutes.Node node = todo.pop();
      order.add(node);
      List<SnapshotInfo> below = children.getOrDefault(Optional.of(node.info().key()), List.of());
      push(todo, below, node.depth() + 1);
    }
  }

  private static void push(Deque<SnapshotRoutes.Node> todo, List<SnapshotInfo> list, int depth) {
    list.stream()
        .sorted(Comparator.comparing(SnapshotInfo::key).reversed())
        .forEach(info -> todo.push(new SnapshotRoutes.Node(info, depth)));
  }
}
