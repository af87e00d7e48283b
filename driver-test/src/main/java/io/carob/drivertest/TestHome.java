package io.carob.drivertest;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.driver.DriverCalls;
import io.carob.api.embed.DriverFactory;
import io.carob.api.node.NodeLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * Where the drivers of one factory are tested.
 *
 * @param layout the places of a node that is theirs alone
 * @param settings what is set
 * @param others the drivers that they may call
 */
record TestHome(NodeLayout layout, Map<String, String> settings, Others others)
    implements DriverFactory.Home {

  TestHome {
    settings = Map.copyOf(settings);
  }

  /** The places of a node in a folder. */
  static NodeLayout layout(Path scratch) {
    return new NodeLayout(scratch.resolve("node"), scratch.resolve("run"), "/carob-driver-test");
  }

  @Override
  @SuppressWarnings("unchecked") // the drivers of a kind are of its type
  public <D> DriverCalls<D> calls(Class<D> spi) {
    return (DriverCalls<D>)
        Arrays.stream(Kind.values())
            .filter(kind -> kind.type() == spi)
            .findFirst()
            .map(others::calls)
            .orElseThrow(
                () ->
                    new CarobException(
                        ErrorCode.INVALID_ARGUMENT,
                        "there are no drivers of the type " + spi.getName()));
  }
}
