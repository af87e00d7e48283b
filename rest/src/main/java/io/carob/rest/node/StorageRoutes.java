package io.carob.rest.node;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.image.ImportProgress;
import io.carob.api.storage.Finding;
import io.carob.api.storage.GcReport;
import io.carob.api.storage.GcReport.Decision;
import io.carob.api.storage.IntegrityCheck;
import io.carob.api.storage.Storage;
import io.carob.api.storage.VerifyReport;
import io.carob.rest.http.Answer;
import io.carob.rest.http.Call;
import io.carob.rest.http.Router;
import io.carob.rest.http.Services;
import io.carob.rest.print.Escape;
import io.carob.rest.print.Human;
import io.carob.rest.print.Table;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Garbage collection, and whether the storage is what it must be. */
public final class StorageRoutes {

  private final Services services;

  /** The routes over these services. */
  public StorageRoutes(Services services) {
    this.services = services;
  }

  /** Adds the routes. */
  public void addTo(Router router) {
    router
        .add("POST", "/v1/gc", this::collect)
        .add("POST", "/v1/images/verify", this::verify)
        .add("POST", "/v1/images/label", this::label)
        .add("POST", "/v1/fsck", this::fsck);
  }

  private void collect(Call call) throws IOException {
    GcReport report = services.get(Storage.class).collect(call.flag("dry-run", false));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("dryRun", report.dryRun());
    json.put("policy", report.policy());
    json.put("freedBytes", report.freed());
    json.put("decisions", report.decisions());
    List<String> names =
        report.decisions().stream().filter(Decision::goes).map(StorageRoutes::name).toList();
    call.answer(new Answer(json, wide -> text(report), names));
  }

  private static String name(Decision one) {
    return one.subject().name().toLowerCase(Locale.ROOT) + "/" + one.name();
  }

  private static String text(GcReport report) {
    Table table = new Table("", "FATE", "KIND", "NAME", "SIZE", "WHY");
    for (boolean goes : new boolean[] {true, false}) {
      for (Decision one : report.decisions()) {
        if (one.goes() == goes) {
          table.row(
              goes ? "goes" : "stays",
              one.subject().name().toLowerCase(Locale.ROOT),
              one.name(),
              one.bytes() == 0 ? "-" : Human.size(one.bytes()),
              one.reason());
        }
      }
    }
    return table.print()
        + "Policy: "
        + report.policy()
        + ".\n"
        + (report.dryRun() ? "Would free " : "Freed ")
        + Human.size(report.freed())
        + ".\n";
  }

  private void verify(Call call) throws IOException {
    VerifyReport report =
        services
            .get(Storage.class)
            .verify(call.query("name"), call.flag("repair", false), ImportProgress.NONE);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("sound", report.sound());
    json.put("blobs", report.blobs());
    json.put("layers", report.layers());
    json.put("skipped", report.skipped());
    json.put("findings", report.findings());
    if (!report.sound()) {
      call.partlyFailed(ErrorCode.DATA_LOSS);
    }
    String counts =
        report.blobs()
            + " blobs and "
            + report.layers()
            + " layers verified"
            + (report.skipped() == 0 ? "" : ", " + report.skipped() + " layers not comparable")
            + "; ";
    call.answer(
        new Answer(
            json, wide -> text(report.findings()) + counts + sum(report.findings()), List.of()));
  }

  private void label(Call call) throws IOException {
    Map<String, String> set = new TreeMap<>();
    Set<String> drop = new HashSet<>();
    for (String change : call.queryAll("label")) {
      int at = change.indexOf('=');
      if (at > 0) {
        set.put(change.substring(0, at), change.substring(at + 1));
      } else if (at < 0 && change.endsWith("-") && change.length() > 1) {
        drop.add(change.substring(0, change.length() - 1));
      } else {
        throw Call.invalid(
            "label", "\"" + change + "\" must be like key=value, or key- to drop it");
      }
    }
    Storage storage = services.get(Storage.class);
    String image = call.required("name");
    Map<String, String> labels =
        set.isEmpty() && drop.isEmpty() ? storage.labels(image) : storage.label(image, set, drop);
    Table table = new Table("", "LABEL", "VALUE");
    new TreeMap<>(labels).forEach(table::row);
    if (labels.isEmpty()) {
      call.note("No labels.");
    }
    call.answer(Answer.of(Map.of("labels", labels), table.print()));
  }

  private void fsck(Call call) throws IOException {
    IntegrityCheck.Options options =
        new IntegrityCheck.Options(call.flag("repair", false), call.flag("quick", false));
    List<IntegrityCheck> checks = services.all(IntegrityCheck.class);
    if (checks.isEmpty()) {
      throw new CarobException(
          ErrorCode.UNAVAILABLE, "nothing to check is there yet. Try again, or see `carob status`");
    }
    List<Finding> findings =
        checks.stream().flatMap(check -> check.check(options).stream()).toList();
    boolean clean = findings.stream().allMatch(Finding::mended);
    if (!clean) {
      call.partlyFailed(ErrorCode.DATA_LOSS);
    }
    call.answer(
        Answer.of(Map.of("clean", clean, "findings", findings), text(findings) + sum(findings)));
  }

  private static String text(List<Finding> findings) {
    StringBuilder out = new StringBuilder();
    for (Finding one : findings) {
      out.append(Escape.cell(one.rule() + ": " + one.subject() + ": " + one.found())).append('\n');
      out.append("    ")
          .append(Escape.cell((one.mended() ? "mended: " : "") + one.action()))
          .append('\n');
    }
    return out.toString();
  }

  private static String sum(List<Finding> findings) {
    long mended = findings.stream().filter(Finding::mended).count();
    if (findings.isEmpty()) {
      return "no faults\n";
    }
    return findings.size() + " faults, " + mended + " mended\n";
  }
}
