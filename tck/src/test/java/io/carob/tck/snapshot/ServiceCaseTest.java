package io.carob.tck.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ServiceCaseTest {

  @Test
  void everyClauseIsSeenThroughTheServiceOrSaysWhyNot() {
    List<String> clauses =
        Arrays.stream(SnapshotDriverTck.class.getDeclaredMethods())
            .map(method -> method.getAnnotation(DisplayName.class))
            .filter(Objects::nonNull)
            .map(DisplayName::value)
            .toList();
    assertThat(clauses).hasSizeGreaterThan(50);
    assertThat(ServiceCase.all().stream().map(ServiceCase::title).toList())
        .containsExactlyInAnyOrderElementsOf(clauses);
    assertThat(SnapshotsTck.unseen()).hasSizeLessThan(25);
    assertThat(SnapshotsTck.unseen().values()).noneMatch(String::isBlank);
  }
}
