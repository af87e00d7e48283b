package io.carob.assembly.node;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.node.Bundles.BundleInfo;
import java.util.Locale;
import org.osgi.framework.Bundle;

/** What is said of bundles. */
final class BundleWords {

  private BundleWords() {}

  static CarobException failed(String operation, String subject, Exception cause) {
    return failed(operation, subject, cause, "");
  }

  static CarobException failed(String operation, String subject, Exception cause, String after) {
    return new CarobException(
        ErrorCode.FAILED_PRECONDITION,
        "cannot " + operation + " bundle " + subject + ": " + cause.getMessage() + after,
        cause);
  }

  static BundleInfo info(Bundle bundle) {
    String state =
        switch (bundle.getState()) {
          case Bundle.ACTIVE -> "ACTIVE";
          case Bundle.RESOLVED -> "RESOLVED";
          case Bundle.INSTALLED -> "INSTALLED";
          case Bundle.STARTING -> "STARTING";
          case Bundle.STOPPING -> "STOPPING";
          default -> "UNINSTALLED";
        };
    return new BundleInfo(
        bundle.getBundleId(),
        String.valueOf(bundle.getSymbolicName()),
        bundle.getVersion().toString(),
        state.toLowerCase(Locale.ROOT),
        bundle.getLocation());
  }
}
