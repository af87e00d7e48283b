package io.carob.api.embed;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.util.ServiceLoader;

/** Finds who makes nodes: as the calling thread sees providers, or else as this class does. */
final class Providers {

  private Providers() {}

  static CarobProvider find() {
    return ServiceLoader.load(CarobProvider.class)
        .findFirst()
        .or(
            () ->
                ServiceLoader.load(CarobProvider.class, CarobProvider.class.getClassLoader())
                    .findFirst())
        .orElseThrow(
            () ->
                new CarobException(
                    ErrorCode.UNSUPPORTED,
                    "starting a node in this program: nothing here can make one. Put carob-embed"
                        + " and the parts of Carob on the class path or the module path"));
  }
}
