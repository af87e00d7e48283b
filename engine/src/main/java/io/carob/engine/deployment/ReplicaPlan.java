package io.carob.engine.deployment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How a Deployment comes one step nearer to what it asks for. Pure.
 *
 * @param create how many pods to make from the present template
 * @param delete names of pods to delete
 */
record ReplicaPlan(int create, List<String> delete) {

  /**
   * Decides the next step.
   *
   * @param wanted number of pods
   * @param strategy how a new template is rolled out
   * @param pods all pods of the Deployment, those on their way out too
   */
  static ReplicaPlan of(int wanted, Strategy strategy, List<Replica> pods) {
    List<Replica> active = pods.stream().filter(p -> !p.deleting()).toList();
    List<Replica> current = active.stream().filter(Replica::current).toList();
    List<Replica> old = active.stream().filter(p -> !p.current()).toList();
    List<String> delete = new ArrayList<>(surplus(current, wanted));
    int missing = Math.max(0, wanted - current.size());
    boolean oldThere = pods.stream().anyMatch(p -> !p.current());
    if (strategy.recreate()) {
      old.forEach(p -> delete.add(p.name()));
      return new ReplicaPlan(oldThere ? 0 : missing, delete);
    }
    if (old.isEmpty()) {
      return new ReplicaPlan(missing, delete);
    }
    int room = Math.max(0, wanted + strategy.maxSurge(wanted) - active.size());
    int create = Math.min(missing, room);
    delete.addAll(oldToGo(wanted, strategy, current, old));
    return new ReplicaPlan(create, delete);
  }

  /** Those that are too many: not ready ones first, then the youngest. */
  private static List<String> surplus(List<Replica> current, int wanted) {
    return current.stream()
        .sorted(
            Comparator.comparing(Replica::ready)
                .thenComparing(Replica::created, Comparator.reverseOrder())
                .thenComparing(Replica::name))
        .limit(Math.max(0, current.size() - wanted))
        .map(Replica::name)
        .toList();
  }

  /** Old ones that can go while enough stay ready: those that serve nobody first. */
  private static List<String> oldToGo(
      int wanted, Strategy strategy, List<Replica> current, List<Replica> old) {
    int least = Math.max(0, wanted - strategy.maxUnavailable(wanted));
    long currentReady = current.stream().filter(Replica::ready).count();
    long oldReady = old.stream().filter(Replica::ready).count();
    long spare = currentReady + oldReady - least;
    List<String> out = new ArrayList<>();
    List<Replica> inOrder =
        old.stream()
            .sorted(
                Comparator.comparing(Replica::ready)
                    .thenComparing(Replica::created)
                    .thenComparing(Replica::name))
            .toList();
    for (Replica replica : inOrder) {
      if (!replica.ready()) {
        out.add(replica.name());
      } else if (spare > 0) {
        out.add(replica.name());
        spare--;
      }
    }
    return out;
  }
}
