package io.carob.engine.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplicaPlanTest {

  private static final Strategy ROLLING = new Strategy(false, "25%", "25%");
  private int number;

  @Test
  void makesWhatIsMissing() {
    assertThat(ReplicaPlan.of(3, ROLLING, List.of(now(true)))).isEqualTo(plan(2));
    assertThat(ReplicaPlan.of(0, ROLLING, List.of())).isEqualTo(plan(0));
  }

  @Test
  void replacesPodsOnTheirWayOutAtOnce() {
    Replica leaving = new Replica("x", true, true, true, Instant.EPOCH);
    assertThat(ReplicaPlan.of(1, ROLLING, List.of(leaving))).isEqualTo(plan(1));
  }

  @Test
  void removesNotReadyThenYoungestFirst() {
    Replica old = now(true);
    Replica young = now(true);
    Replica broken = now(false);
    assertThat(ReplicaPlan.of(2, ROLLING, List.of(old, broken, young)))
        .isEqualTo(plan(0, broken.name()));
    assertThat(ReplicaPlan.of(1, ROLLING, List.of(old, broken, young)))
        .isEqualTo(plan(0, broken.name(), young.name()));
  }

  @Test
  void rollsOneByOneWithSurgeAlone() {
    Strategy careful = new Strategy(false, "1", "0");
    Replica a = before(true);
    Replica b = before(true);
    assertThat(ReplicaPlan.of(2, careful, List.of(a, b))).isEqualTo(plan(1));
    Replica c = now(false);
    assertThat(ReplicaPlan.of(2, careful, List.of(a, b, c))).isEqualTo(plan(0));
    Replica ready = now(true);
    assertThat(ReplicaPlan.of(2, careful, List.of(a, b, ready))).isEqualTo(plan(0, a.name()));
  }

  @Test
  void rollsInPlaceWhenNothingMayBeAdded() {
    Strategy tight = new Strategy(false, "0", "0");
    Replica a = before(true);
    Replica b = before(true);
    assertThat(ReplicaPlan.of(2, tight, List.of(a, b))).isEqualTo(plan(0, a.name()));
    assertThat(ReplicaPlan.of(2, tight, List.of(b))).isEqualTo(plan(1));
  }

  @Test
  void oldPodsThatServeNobodyGoFirst() {
    Replica good = before(true);
    Replica broken = before(false);
    assertThat(ReplicaPlan.of(2, ROLLING, List.of(good, broken)).delete())
        .containsExactly(broken.name());
  }

  @Test
  void recreateWaitsUntilTheOldAreGone() {
    Strategy recreate = new Strategy(true, "25%", "25%");
    Replica a = before(true);
    assertThat(ReplicaPlan.of(1, recreate, List.of(a))).isEqualTo(plan(0, a.name()));
    Replica leaving = new Replica(a.name(), false, true, true, a.created());
    assertThat(ReplicaPlan.of(1, recreate, List.of(leaving))).isEqualTo(plan(0));
    assertThat(ReplicaPlan.of(1, recreate, List.of())).isEqualTo(plan(1));
  }

  /** Step by step to the end, from any mixture: never fewer ready pods than allowed. */
  @Test
  void everyRolloutEndsAndKeepsEnoughReady() {
    for (int wanted = 1; wanted <= 9; wanted++) {
      List<Replica> pods = new ArrayList<>();
      for (int i = 0; i < wanted; i++) {
        pods.add(before(true));
      }
      int steps = 0;
      while (pods.size() != wanted || pods.stream().anyMatch(p -> !p.current())) {
        ReplicaPlan plan = ReplicaPlan.of(wanted, ROLLING, pods);
        pods.removeIf(p -> plan.delete().contains(p.name()));
        assertThat(pods.stream().filter(Replica::ready).count())
            .isGreaterThanOrEqualTo(wanted - ROLLING.maxUnavailable(wanted));
        pods.replaceAll(p -> new Replica(p.name(), p.current(), true, false, p.created()));
        for (int i = 0; i < plan.create(); i++) {
          pods.add(now(false));
        }
        assertThat(pods.size()).isLessThanOrEqualTo(wanted + ROLLING.maxSurge(wanted));
        assertThat(++steps).isLessThan(100);
      }
    }
  }

  @Test
  void templateNamesDependOnContentAlone() throws IOException {
    JsonMapper json = JsonMapper.builder().build();
    String one = TemplateHash.of(json.readTree("{\"a\":1,\"b\":[1,2]}"));
    assertThat(TemplateHash.of(json.readTree("{\"b\":[1,2],\"a\":1}"))).isEqualTo(one);
    assertThat(TemplateHash.of(json.readTree("{\"b\":[2,1],\"a\":1}"))).isNotEqualTo(one);
    assertThat(one).hasSize(10);
  }

  private static ReplicaPlan plan(int create, String... delete) {
    return new ReplicaPlan(create, List.of(delete));
  }

  private Replica now(boolean ready) {
    number++;
    return new Replica("n" + number, true, ready, false, Instant.ofEpochSecond(number));
  }

  private Replica before(boolean ready) {
    number++;
    return new Replica("o" + number, false, ready, false, Instant.ofEpochSecond(number));
  }
}
