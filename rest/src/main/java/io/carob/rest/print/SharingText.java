package io.carob.rest.print;

import io.carob.api.node.SharingReport;
import io.carob.api.node.SharingReport.FileEvidence;
import io.carob.api.node.SharingReport.ImageSharing;
import io.carob.api.node.SharingReport.InodeSeen;
import io.carob.api.node.SharingReport.IsolationEvidence;
import io.carob.api.node.SharingReport.LayerUse;
import io.carob.api.node.SharingReport.RootEvidence;
import io.carob.api.node.SharingReport.SandboxEvidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The sharing report as a page to read. */
public final class SharingText {

  private static final List<String> NAMESPACES = List.of("net", "ipc", "uts", "pid");

  private final StringBuilder out = new StringBuilder();

  private SharingText() {}

  /** The page. */
  public static String print(SharingReport report) {
    SharingText page = new SharingText();
    if (report.images().isEmpty()) {
      page.line("No container runs, so there is nothing to compare. Apply a manifest first.");
    }
    report.images().forEach(page::image);
    if (!report.sandboxes().isEmpty()) {
      page.sandboxes(report.sandboxes());
    }
    page.disk(report.disk());
    return page.out.toString();
  }

  private void image(ImageSharing image) {
    line("Image " + image.image());
    line("  Shared: " + (image.shared() ? "yes" : "no") + ". " + image.verdict());
    line("");
    line("  Layers, lowest first");
    Table layers = new Table("none", "LAYER", "DIFF ID", "CHAIN ID", "SIZE", "USED BY");
    int number = 1;
    for (LayerUse layer : image.layers()) {
      layers.row(
          number++,
          shortId(layer.diffId()),
          shortId(layer.chainId()),
          Human.size(layer.bytes()),
          layer.usedBy().isEmpty() ? "-" : String.join(", ", layer.usedBy()));
    }
    indented(layers.print());
    line("  Root file systems, from /proc/<pid>/mountinfo");
    image.containers().forEach(this::root);
    if (!image.files().isEmpty()) {
      line("  The same file, as each container shows it");
      indented(files(image.files()));
    }
    image.isolation().ifPresent(this::isolation);
  }

  private void root(RootEvidence root) {
    line(
        "    "
            + root.container()
            + "  pid "
            + root.pid()
            + ", driver "
            + root.driver()
            + ", type "
            + root.type());
    for (int i = 0; i < root.lower().size(); i++) {
      line((i == 0 ? "      lowerdir  " : "                ") + root.lower().get(i));
    }
    root.upper().ifPresent(upper -> line("      upperdir  " + upper));
    root.work().ifPresent(work -> line("      workdir   " + work));
    line("      writable  " + Human.size(root.writableBytes()) + " in its own layer");
    line("      mount     " + root.line());
    line("");
  }

  private static String files(List<FileEvidence> files) {
    Table table =
        new Table("none", "FILE", "SAME", "CONTAINER", "DEVICE", "INODE", "FILE ON THE HOST");
    for (FileEvidence file : files) {
      String path = file.path();
      String same = file.same() ? "yes" : "no";
      for (InodeSeen seen : file.seen()) {
        table.row(path, same, seen.container(), seen.device(), seen.inode(), seen.backing());
        path = "";
        same = "";
      }
    }
    return table.print();
  }

  private void isolation(IsolationEvidence isolation) {
    line("  A write in one container, looked for in the others");
    line("    " + isolation.path() + " written in " + isolation.writtenIn());
    new TreeMap<>(isolation.seenIn())
        .forEach((where, seen) -> line("    " + (seen ? "SEEN in " : "absent in ") + where));
    line("");
  }

  private void sandboxes(List<SandboxEvidence> sandboxes) {
    line("Sandboxes, from /proc/<pid>/ns");
    for (SandboxEvidence sandbox : sandboxes) {
      line("  " + sandbox.pod() + "  pause " + sandbox.pausePid() + ": " + sandbox.pauseCommand());
      List<String> names = new ArrayList<>(new TreeMap<>(sandbox.containers()).keySet());
      List<String> heads = new ArrayList<>(List.of("NAMESPACE", "PAUSE"));
      names.forEach(name -> heads.add(Escape.cell(name)));
      Table table = new Table("", heads.toArray(String[]::new));
      for (String kind : NAMESPACES) {
        List<String> cells = new ArrayList<>();
        cells.add(kind);
        cells.add(sandbox.pause().getOrDefault(kind, "-"));
        for (String name : names) {
          cells.add(sandbox.containers().getOrDefault(name, Map.of()).getOrDefault(kind, "-"));
        }
        table.row(cells);
      }
      indented(table.print());
    }
  }

  private void disk(SharingReport.DiskEvidence disk) {
    long taken = disk.layers() + disk.writable();
    line("Disk");
    line("  layers in use, each once   " + Human.size(disk.layers()));
    line("  writable layers            " + Human.size(disk.writable()));
    line("  in all                     " + Human.size(taken));
    line("  separate copies would take " + Human.size(disk.separate()));
  }

  private static String shortId(String digest) {
    String hex = digest.substring(digest.indexOf(':') + 1);
    return hex.length() > 12 ? hex.substring(0, 12) : hex;
  }

  private void indented(String table) {
    table.lines().forEach(row -> out.append("    ").append(row.stripTrailing()).append('\n'));
    out.append('\n');
  }

  private void line(String text) {
    out.append(Escape.cell(text)).append('\n');
  }
}
