package io.carob.assembly.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;

/** Of a jar that is asked for again and again, the newest answer counts. */
class DroppedTest {

  private final Dropped dropped = new Dropped(Path.of("x.jar"));

  private static DriverBundles.Started version(String version) {
    Bundle bundle =
        (Bundle)
            Proxy.newProxyInstance(
                Bundle.class.getClassLoader(),
                new Class<?>[] {Bundle.class},
                (proxy, method, arguments) ->
                    method.getName().equals("getVersion") ? new Version(version) : "io.acme.good");
    return new DriverBundles.Started(bundle, List.of("volume/good"));
  }

  @Test
  void whatRunsByAnOlderTurnDecidesNothing() {
    long first = dropped.waits();
    long second = dropped.waits();
    dropped.runs(first, version("1.0.0"), "v1");
    assertThat(dropped.isUndecided()).isTrue();
    assertThat(dropped.bundle()).isPresent();
    assertThat(dropped.refused(second, new Refusal("is bad"))).isTrue();
    assertThat(dropped.isUndecided()).isFalse();
  }

  @Test
  void aRefusalOfAnOlderTurnIsNotTold() {
    long first = dropped.waits();
    long second = dropped.waits();
    assertThat(dropped.refused(first, new Refusal("is bad"))).isFalse();
    assertThat(dropped.isUndecided()).isTrue();
    dropped.runs(second, version("2.0.0"), "v2");
    assertThat(dropped.refused(first, new Refusal("is bad"))).isFalse();
    assertThat(dropped.isUndecided()).isFalse();
  }

  @Test
  void aStartHoldsForThoseWhoAskedWhileItWentOn() {
    long first = dropped.waits();
    long second = dropped.waits();
    dropped.attempted("v1", new Refusal("is bad"));
    assertThat(dropped.attempt(first, "v1")).isPresent();
    assertThat(dropped.attempt(second, "v1")).isPresent();
    assertThat(dropped.attempt(second, "v2")).as("another content").isEmpty();
    assertThat(dropped.attempt(dropped.waits(), "v1")).as("asked for anew").isEmpty();
  }

  @Test
  void aConfigurationThatChangesDuringTheTryIsNotMissed() {
    Refusal refusal = Refusal.notMade("is bad", Set.of("io.acme.good"));
    long first = dropped.waits();
    assertThat(dropped.configured("io.acme.good")).as("nothing is decided yet").isFalse();
    dropped.refused(first, refusal);
    assertThat(dropped.isNotMadeWithFormer()).isTrue();

    long second = dropped.waits();
    dropped.configured("io.acme.other");
    dropped.refused(second, refusal);
    assertThat(dropped.isNotMadeWithFormer()).isFalse();
    assertThat(dropped.configured("io.acme.good")).isTrue();
  }

  @Test
  void aStartThatHungCanEndOnlyForItsOwnContent() {
    Refusal hangs = new Refusal(Refusal.Kind.HANGING, "hangs");
    long first = dropped.waits();
    dropped.attempted("v1", hangs);
    assertThat(dropped.refused(first, hangs)).isTrue();
    assertThat(dropped.hangs("v1")).isEqualTo(Optional.of(first));
    long second = dropped.waits();
    assertThat(dropped.hangs("v1")).as("another may be in the file now").isEmpty();
    dropped.runs(second, version("2.0.0"), "v2");
    assertThat(dropped.hangs("v1")).isEmpty();
    assertThat(dropped.isUnchanged(second, "v2")).isTrue();
  }
}
