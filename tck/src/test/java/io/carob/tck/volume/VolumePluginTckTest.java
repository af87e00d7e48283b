package io.carob.tck.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.carob.api.volume.VolumePlugin;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** The suite itself: the reference passes, and each broken plugin fails the test of its clause. */
class VolumePluginTckTest {

  private static final int TESTS = 18;

  @Test
  void referencePassesAsScratchFolder() {
    Events tests = run(Scratch.class);
    assertThat(failed(tests)).isEmpty();
    assertThat(tests.succeeded().count()).isEqualTo(TESTS);
  }

  @Test
  void referencePassesAsConfigFiles() {
    Events tests = run(Config.class);
    assertThat(failed(tests)).isEmpty();
    assertThat(tests.succeeded().count()).isEqualTo(TESTS);
  }

  @Test
  void undeclaredConfigObjectsAreNoticed() {
    assertThat(failed(run(Undeclared.class))).contains("v6ReadersSeeNoMixAndNoGap()");
  }

  @ParameterizedTest
  @EnumSource
  void brokenPluginFailsTheTestOfItsClause(Broken broken) {
    assertThat(failed(run(broken.suite))).contains(broken.test + "()");
  }

  private static Events run(Class<?> suite) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(suite))
        .execute()
        .testEvents();
  }

  private static List<String> failed(Events tests) {
    return tests.failed().stream()
        .map(e -> e.getTestDescriptor().getLegacyReportingName())
        .toList();
  }

  /** The broken plugins, each with its suite and the test that must fail. */
  enum Broken {
    FORGETFUL(ForgetfulSuite.class, "v1AnotherInstanceContinues"),
    WIPING(WipingSuite.class, "v2RepeatedPublishKeepsWhatWasWritten"),
    LITTERING(LitteringSuite.class, "v3WritesOnlyBelowItsPlace"),
    SHARING(SharingSuite.class, "v4VolumesDoNotShareTheirPlaces"),
    MOUNTING(MountingSuite.class, "v5NothingIsLeftOfAnUnpublishedVolume"),
    OVERWRITING(OverwritingSuite.class, "v6ReadersSeeNoMixAndNoGap"),
    RACING(RacingSuite.class, "v7CallsForDifferentPlacesRunTogether"),
    TRUSTING(TrustingSuite.class, "v8PathsInFieldsCannotLeaveTheirFolder");

    final Class<?> suite;
    final String test;

    Broken(Class<?> suite, String test) {
      this.suite = suite;
      this.test = test;
    }
  }

  private abstract static class Bound extends VolumePluginTck {
    private final Supplier<VolumePlugin> plugin;

    Bound(Supplier<VolumePlugin> plugin) {
      this.plugin = plugin;
    }

    @Override
    protected VolumePlugin plugin() {
      return plugin.get();
    }

    @Override
    protected Map<String, Object> fields() {
      return Map.of("folder", "data");
    }
  }

  private abstract static class BoundToConfig extends Bound {
    BoundToConfig(Supplier<VolumePlugin> plugin) {
      super(plugin);
    }

    @Override
    protected Map<String, Object> fields() {
      return Map.of("object", "tck");
    }

    @Override
    protected Optional<ShownObject> shows() {
      return Optional.of(new ShownObject("ConfigMap", "tck"));
    }
  }

  static class Scratch extends Bound {
    Scratch() {
      super(ReferencePlugin::new);
    }

    @Override
    protected List<Map<String, Object>> invalidFields() {
      return List.of(Map.of("folder", "a/b"));
    }
  }

  static class Config extends BoundToConfig {
    Config() {
      super(ReferencePlugin::new);
    }
  }

  static class Undeclared extends BoundToConfig {
    Undeclared() {
      super(ReferencePlugin::new);
    }

    @Override
    protected Optional<ShownObject> shows() {
      return Optional.empty();
    }
  }

  static class ForgetfulSuite extends Bound {
    ForgetfulSuite() {
      super(BrokenPlugins.Forgetful::new);
    }
  }

  static class WipingSuite extends Bound {
    WipingSuite() {
      super(BrokenPlugins.Wiping::new);
    }
  }

  static class LitteringSuite extends Bound {
    LitteringSuite() {
      super(BrokenPlugins.Littering::new);
    }
  }

  static class SharingSuite extends Bound {
    SharingSuite() {
      super(BrokenPlugins.Sharing::new);
    }
  }

  static class MountingSuite extends Bound {
    MountingSuite() {
      super(BrokenPlugins.Mounting::new);
    }
  }

  static class OverwritingSuite extends BoundToConfig {
    OverwritingSuite() {
      super(BrokenPlugins.Overwriting::new);
    }
  }

  static class RacingSuite extends Bound {
    RacingSuite() {
      super(BrokenPlugins.Racing::new);
    }
  }

  static class TrustingSuite extends Bound {
    TrustingSuite() {
      super(BrokenPlugins.Trusting::new);
    }
  }
}
