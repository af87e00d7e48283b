package io.carob.tck.snapshot;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What one layer changes. As in a well-made layer, the folders above each change are listed; the
 * ones not named by the test are added with the usual attributes.
 */
final class Changeset {

  private static final int NAMED = 6;

  private final List<Entry> entries = new ArrayList<>();
  private final Set<String> folders = new HashSet<>();

  List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** The first half of the entries. */
  Changeset firstHalf() {
    Changeset half = new Changeset();
    half.entries.addAll(entries.subList(0, entries.size() / 2));
    return half;
  }

  Changeset root(Meta meta) {
    return folder("", meta);
  }

  Changeset folder(String path, Meta meta) {
    return addFolder(path, meta, false);
  }

  Changeset opaque(String path, Meta meta) {
    return addFolder(path, meta, true);
  }

  Changeset file(String path, Meta meta, String content) {
    return file(path, meta, content.getBytes(StandardCharsets.UTF_8));
  }

  Changeset file(String path, String content) {
    return file(path, Meta.FILE, content);
  }

  Changeset file(String path, Meta meta, byte[] content) {
    return add(new Entry.RegularFile(path, meta, new Entry.Bytes(content), 0));
  }

  Changeset sparse(String path, long hole, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return add(new Entry.RegularFile(path, Meta.FILE, new Entry.Bytes(bytes), hole));
  }

  Changeset hardLink(String path, String target) {
    return add(new Entry.HardLink(path, target));
  }

  Changeset symlink(String path, Meta meta, String target) {
    return add(new Entry.SymbolicLink(path, meta, target));
  }

  Changeset special(String path, Meta meta, Entry.Type type, int major, int minor) {
    return add(new Entry.Special(path, meta, type, major, minor));
  }

  Changeset whiteout(String path) {
    return add(new Entry.Whiteout(path));
  }

  @Override
  public String toString() {
    String names =
        entries.stream()
            .limit(NAMED)
            .map(entry -> entry.path().isEmpty() ? "." : entry.path())
            .collect(Collectors.joining(", "));
    String more = entries.size() > NAMED ? ", ..." : "";
    return "a layer of " + entries.size() + " entries (" + names + more + ")";
  }

  private Changeset addFolder(String path, Meta meta, boolean opaque) {
    folders.add(path);
    return add(new Entry.Folder(path, meta, opaque));
  }

  private Changeset add(Entry entry) {
    addFoldersAbove(entry.path());
    entries.add(entry);
    return this;
  }

  private void addFoldersAbove(String path) {
    if (path.isEmpty()) {
      return;
    }
    String parent = path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
    if (folders.add(parent)) {
      addFoldersAbove(parent);
      entries.add(new Entry.Folder(parent, Meta.FOLDER, false));
    }
  }
}
