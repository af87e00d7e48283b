package io.carob.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carob.api.snapshot.SnapshotFilter;
import io.carob.api.snapshot.SnapshotInfo;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.api.snapshot.SnapshotKind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotFilterTest {

  private static final SnapshotInfo INFO =
      new SnapshotInfo(
          "overlay",
          new SnapshotKey("uid/app"),
          SnapshotKind.ACTIVE,
          Optional.of(new SnapshotKey("sha256:aa")),
          Path.of("/p"),
          Map.of("app", "web", "carob.io/x", "say \"hi\", you", "empty", ""),
          Instant.EPOCH,
          Instant.EPOCH);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kind==active | true",
        "kind==committed | false",
        "kind!=committed | true",
        "name==uid/app | true",
        "name~=^uid/ | true",
        "name~=app$ | true",
        "name~=^app | false",
        "parent==sha256:aa | true",
        "parent | true",
        "driver==native-copy | false",
        "labels.app | true",
        "labels.none | false",
        "labels.empty | true",
        "labels.empty== | true",
        "labels.none!=x | true",
        "labels.carob.io/x | true",
        "labels.\"carob.io/x\"~=hi | true",
        "labels.\"carob.io/x\"==\"say \\\"hi\\\", you\" | true",
        "kind==active,labels.app==web | true",
        "kind==active,labels.app==db | false",
        "kind==view,labels.app==web | false",
      })
  void selects(String filter, boolean selected) {
    assertThat(SnapshotFilter.parse(List.of(filter)).test(INFO)).isEqualTo(selected);
  }

  @Test
  void noneSelectsAllAndOneOfSeveralMustHold() {
    assertThat(SnapshotFilter.parse(List.of()).test(INFO)).isTrue();
    assertThat(SnapshotFilter.parse(List.of("kind==view", "kind==active")).test(INFO)).isTrue();
    assertThat(SnapshotFilter.parse(List.of("kind==view", "kind==committed")).test(INFO)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",",
        "kind==active,",
        "size==3",
        "kind=active",
        "labels.",
        "name~=(",
        "kind==\"open"
      })
  void refusesWhatIsNoFilter(String filter) {
    assertThatThrownBy(() -> SnapshotFilter.parse(List.of(filter)))
        .isInstanceOfSatisfying(
            CarobException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
  }
}
