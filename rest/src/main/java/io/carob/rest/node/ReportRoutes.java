package io.carob.rest.node;

import io.carob.api.node.Sharing;
import io.carob.api.node.SharingReport;
import io.carob.rest.http.Answer;
import io.carob.rest.http.Call;
import io.carob.rest.http.Router;
import io.carob.rest.http.Services;
import io.carob.rest.print.SharingText;
import java.io.IOException;

/** What shares what. */
public final class ReportRoutes {

  private final Services services;

  /** The routes over these services. */
  public ReportRoutes(Services services) {
    this.services = services;
  }

  /** Adds the routes. */
  public void addTo(Router router) {
    router.add("GET", "/v1/sharing", this::sharing);
  }

  private void sharing(Call call) throws IOException {
    SharingReport report = services.get(Sharing.class).report(call.query("namespace"));
    call.answer(Answer.of(report, wide -> SharingText.print(report)));
  }
}
