package io.carob.image.store.check;

import io.carob.api.Digest;
import io.carob.api.storage.Finding;
import io.carob.api.storage.IntegrityCheck.Options;
import io.carob.image.store.meta.State;
import io.carob.image.store.snapshot.PlaceCheck;
import io.carob.linux.mount.MountEntry;
import io.carob.linux.mount.MountTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks what the store keeps on disk against its rules. The same with and without a running
 * service; what mends a fault is handed in.
 */
public final class StoreCheck {

  /** The blobs as a check sees them. */
  public interface Blobs {
    /** Those that are there. */
    List<Digest> list();

    /** What is wrong with one, after reading all of it. */
    Optional<String> fault(Digest blob);

    /** What lies among them and is none. */
    List<Path> foreign();
  }

  /** What can be mended, and how; each answers whether it was. */
  public interface Mending {
    /** Says what {@code --repair} does, or did, or why it does not. */
    boolean on();

    /** Deletes the blobs that nobody needs. */
    boolean sweep();

    /** Brings a blob anew that an image needs; whatever is there of it is of no use. */
    boolean blob(Digest blob);

    /** Mends a fault of places and rows. */
    boolean place(PlaceFault fault);

    /** Takes a name away that points nowhere. */
    boolean name(String name);
  }

  private static final String ANEW =
      "--repair brings it anew from its registry; otherwise import or pull the image again";

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private final Path root;
  private final Supplier<State> record;
  private final Blobs blobs;
  private final Supplier<Boolean> idle;
  private final Function<Supplier<State>, List<PlaceFault>> places;
  private final Mending mending;
  private final Options options;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * Prepares a check.
   *
   * @param root the node's durable folder
   * @param record the rows, asked again for each rule
   * @param blobs the blobs
   * @param idle whether nobody brings blobs in
   * @param places compares places with rows
   * @param mending what can be mended
   */
  public StoreCheck(
      Path root,
      Supplier<State> record,
      Blobs blobs,
      Supplier<Boolean> idle,
      Function<Supplier<State>, List<PlaceFault>> places,
      Mending mending,
      Options options) {
    this.root = root;
    this.record = record;
    this.blobs = blobs;
    this.idle = idle;
    this.places = places;
    this.mending = mending;
    this.options = options;
  }

  /** All that is wrong. */
  public List<Finding> run() {
    folders();
    blobContent();
    blobsNeeded();
    names();
    mounts();
    for (PlaceFault fault : places.apply(record)) {
      boolean done = mending.on() && fault.mendable() && mending.place(fault);
      add(fault.rule(), fault.subject(), fault.found(), fault.action(), done);
    }
    return findings;
  }

  private void folders() {
    for (String name : List.of("snapshots", "content/blobs/sha256", "content/ingest", "trash")) {
      Path folder = root.resolve(name);
      if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        add("folder", folder.toString(), "it is not a folder", "a start makes it", false);
      } else if (!permissions(folder).equals(OWNER_ONLY)) {
        boolean done = mending.on() && restrict(folder);
        String mode = PosixFilePermissions.toString(permissions(folder));
        add("folder", folder.toString(), "others may enter it: " + mode, "set it to 0700", done);
      }
    }
  }

  private static Set<PosixFilePermission> permissions(Path folder) {
    try {
      return Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw new UncheckedIOException("reading the mode of " + folder, e);
    }
  }

  private static boolean restrict(Path folder) {
    try {
      Files.setPosixFilePermissions(folder, OWNER_ONLY);
      return true;
    } catch (IOException e) {
      return false; // reported as not mended
    }
  }

  private void blobContent() {
    for (Path foreign : blobs.foreign()) {
      add("blob folder", foreign.toString(), "it is no blob", "look at it and remove it", false);
    }
    if (options.quick()) {
      return;
    }
    for (Digest blob : blobs.list()) {
      Optional<String> fault = blobs.fault(blob);
      if (fault.isPresent() && blobs.list().contains(blob)) {
        add("blob content", "blob " + blob, fault.get(), ANEW, mending.on() && mending.blob(blob));
      }
    }
  }

  private void blobsNeeded() {
    Set<Digest> present = new HashSet<>(blobs.list());
    State state = record.get();
    Set<Digest> needed = new HashSet<>();
    state
        .images()
        .forEach(
            image ->
                image.blobs().stream()
                    .filter(needed::add)
                    .filter(blob -> !present.contains(blob))
                    .filter(blob -> !state.dropped().containsKey(blob))
                    .forEach(
                        blob ->
                            add(
                                "blob of image",
                                "blob " + blob,
                                "it is not there, and image "
                                    + image.id().abbreviated()
                                    + " needs it",
                                ANEW,
                                mending.on() && mending.blob(blob))));
    present.removeAll(needed);
    if (!present.isEmpty() && idle.get()) {
      boolean done = mending.on() && mending.sweep();
      present.stream()
          .sorted()
          .filter(blob -> done || blobs.list().contains(blob))
          .forEach(
              blob -> add("blob of image", "blob " + blob, "no image needs it", "delete it", done));
    }
  }

  private void names() {
    State state = record.get();
    state
        .names()
        .forEach(
            (name, image) -> {
              if (state.image(image).isEmpty()) {
                boolean done = mending.on() && mending.name(name.toString());
                add("image name", name.toString(), "it points to no image", "forget it", done);
              }
            });
  }

  /**
   * Nothing is mounted inside a place, nor on one but its limited file system; and what is shown of
   * one has a row.
   */
  private void mounts() {
    Path places = root.resolve("snapshots");
    MountTable table = MountTable.read();
    Pattern limited = Pattern.compile(Pattern.quote(places + "/") + "[^/]+/([1-9][0-9]{0,17})");
    for (MountEntry entry : table.below(places)) {
      Matcher place = limited.matcher(entry.mountPoint());
      if (place.matches() && Files.exists(PlaceCheck.image(root, Long.parseLong(place.group(1))))) {
        continue;
      }
      add("mount", entry.mountPoint().toString(), "it lies inside a place", "unmount it", false);
    }
    Pattern upper =
        Pattern.compile(
            "(?:^|,)upperdir=" + Pattern.quote(places + "/") + "([^/,]+)/([0-9]{1,18})/[^,]*");
    for (MountEntry entry : table.entries()) {
      Matcher shown = upper.matcher(String.join(",", entry.superOptions()));
      if (shown.find() && !hasRow(shown.group(1), Long.parseLong(shown.group(2)))) {
        add(
            "mount",
            entry.mountPoint().toString(),
            "it shows place " + shown.group(2) + " of " + shown.group(1) + ", which no row names",
            "end what uses it, and unmount it",
            false);
      }
    }
  }

  private boolean hasRow(String driver, long place) {
    return record.get().snapshots().stream()
        .anyMatch(row -> row.place() == place && row.id().driver().equals(driver));
  }

  /** The entries of a folder that an earlier process has left, for checks without a service. */
  public static List<Path> left(Path folder) {
    List<Path> left = new ArrayList<>();
    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
        entries.forEach(left::add);
      } catch (IOException e) {
        throw new UncheckedIOException("reading " + folder, e);
      }
    }
    return left;
  }

  private void add(String rule, String subject, String found, String action, boolean mended) {
    findings.add(new Finding(rule, subject, found, action, mended));
  }
}
