package io.carob.api.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.node.MetricSource.Metric;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricTest {

  @Test
  void namesAndLabelsArePrometheusOwn() {
    Map<String, String> labels = new HashMap<>(Map.of("driver", "over\"lay\n"));
    Metric metric =
        new Metric("carob_driver_calls_total", "Calls.", MetricSource.Type.COUNTER, labels, 3);
    labels.clear();
    assertThat(metric.labels()).containsEntry("driver", "over\"lay\n");
    assertThat(new Metric("a:b", "", MetricSource.Type.GAUGE, Map.of(), -1).name())
        .isEqualTo("a:b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1a", "a-b", "a b", "a\n", "ä"})
  void otherNamesAreRefused(String name) {
    assertInvalid(() -> new Metric(name, "", MetricSource.Type.GAUGE, Map.of(), 0));
    assertInvalid(() -> new Metric("a", "", MetricSource.Type.GAUGE, Map.of(name, ""), 0));
  }

  @Test
  void aLabelHasNoColon() {
    assertInvalid(() -> new Metric("a", "", MetricSource.Type.GAUGE, Map.of("a:b", ""), 0));
  }

  private static void assertInvalid(Runnable call) {
    CarobException thrown = catchThrowableOfType(CarobException.class, call::run);
    assertThat(thrown.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
  }
}
