package io.carob.assembly.drivers;

import io.carob.assembly.jar.BundleManifest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A private copy of a jar, read whole: so what was checked is what is installed, however the file
 * changes meanwhile.
 */
public final class JarCopy implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(JarCopy.class);
  private static final long MAX_BYTES = 256L << 20;
  private static final String PREFIX = ".driver-"; // hidden from who lists the folder's jars
  private static final int BUFFER = 1 << 16;
  private static final String API = "io/carob/api/";

  private final Path file;
  private final Path copy;
  private final String stamp;
  private final List<JarEntry> entries;
  private final Attributes headers;
  private final BundleManifest manifest;
  private final boolean sum;

  private JarCopy(
      Path file,
      Path copy,
      String stamp,
      List<JarEntry> entries,
      Attributes headers,
      BundleManifest manifest,
      boolean sum) {
    this.file = file;
    this.copy = copy;
    this.stamp = stamp;
    this.entries = entries;
    this.headers = headers;
    this.manifest = manifest;
    this.sum = sum;
  }

  /**
   * Copies a jar and reads all of the copy. Where a sum lies beside the jar, it is looked at before
   * its entries.
   *
   * @param file the jar
   * @param folder where copies lie for a moment; made when it is not there
   * @throws Refusal when it is no bundle, not whole, or not what the sum beside it stands for
   */
  public static JarCopy of(Path file, Path folder) throws Refusal {
    Path copy = null;
    boolean sound = false;
    try {
      String stamp = stamp(file);
      copy = copied(file, folder);
      if (!stamp.equals(stamp(file))) {
        throw Refusal.notWhole("it is still being written");
      }
      JarCopy read = read(file, copy, stamp);
      sound = true;
      return read;
    } catch (NoSuchFileException e) {
      throw new Refusal("is not there", e);
    } catch (ZipException | EOFException e) {
      throw Refusal.notWhole(String.valueOf(e.getMessage()));
    } catch (SecurityException e) {
      throw new Refusal(
          "was changed after it was signed: " + e.getMessage() + "; get it from its author anew",
          e);
    } catch (IOException e) {
      throw new Refusal("cannot be read: " + e.getMessage(), e);
    } finally {
      if (copy != null && !sound) {
        delete(copy);
      }
    }
  }

  private static Path copied(Path file, Path folder) throws IOException, Refusal {
    BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
    if (!is.isRegularFile()) {
      throw new Refusal(is.isDirectory() ? "is a folder, and not a jar" : "is no file");
    }
    if (is.size() > MAX_BYTES) {
      throw new Refusal("is larger than 256 MiB");
    }
    Files.createDirectories(folder);
    Path copy = Files.createTempFile(folder, PREFIX, ".jar");
    try (OutputStream out = Files.newOutputStream(copy)) {
      Files.copy(file, out);
    }
    return copy;
  }

  /** What changes when a file does. */
  static String stamp(Path file) throws IOException {
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    return now.fileKey() + " " + now.size() + " " + now.lastModifiedTime().toInstant();
  }

  private static JarCopy read(Path file, Path copy, String stamp) throws IOException, Refusal {
    refuseWhatIsNoZip(copy);
    boolean sum = Checksum.isThere(file, copy);
    JarLimits limits = new JarLimits();
    limits.check(copy);
    try (JarFile jar = new JarFile(copy.toFile(), true)) {
      List<JarEntry> entries = Collections.list(jar.entries());
      for (JarEntry entry : entries) {
        read(jar, entry, limits);
      }
      if (entries.stream().anyMatch(entry -> entry.getName().startsWith(API))) {
        throw new Refusal(
            "holds classes of io.carob.api itself, so Carob would not know its driver as one;"
                + " build it with carob-api as \"provided\"");
      }
      Manifest manifest = jar.getManifest();
      return new JarCopy(
          file,
          copy,
          stamp,
          entries,
          manifest == null ? new Attributes() : manifest.getMainAttributes(),
          manifest(file, manifest == null ? new Manifest() : manifest),
          sum);
    }
  }

  /** Half a zip begins as one, and has no end; what begins otherwise never becomes one. */
  private static void refuseWhatIsNoZip(Path copy) throws IOException, Refusal {
    try (InputStream in = Files.newInputStream(copy)) {
      byte[] begin = in.readNBytes(2);
      if (begin.length == 2 && (begin[0] != 'P' || begin[1] != 'K')) {
        throw new Refusal("is no jar: it does not begin as a zip file");
      }
    }
    new ZipFile(copy.toFile()).close(); // reads its end and the list of its entries
  }

  private static BundleManifest manifest(Path file, Manifest manifest) throws Refusal {
    try {
      return BundleManifest.of(file.getFileName(), manifest);
    } catch (IOException e) {
      throw new Refusal(String.valueOf(e.getMessage()), e);
    }
  }

  /** Reads one entry to its end; the zip classes of the JDK do not compare its sum themselves. */
  private static void read(JarFile jar, JarEntry entry, JarLimits limits)
      throws IOException, Refusal {
    CRC32 sum = new CRC32();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = jar.getInputStream(entry)) {
      int count = in.read(buffer);
      while (count >= 0) {
        limits.count(count);
        sum.update(buffer, 0, count);
        count = in.read(buffer);
      }
    }
    if (entry.getCrc() >= 0 && entry.getCrc() != sum.getValue()) {
      throw Refusal.notWhole("the sum of " + entry.getName() + " is wrong");
    }
  }

  /** The jar that was copied. */
  public Path file() {
    return file;
  }

  /** Whether a sum lay beside the jar, and was right. */
  boolean hasSum() {
    return sum;
  }

  /** The stamp that the file had. */
  String stamp() {
    return stamp;
  }

  /** The bundle's symbolic name. */
  public String name() {
    return manifest.name();
  }

  /** The bundle's version. */
  public String version() {
    return manifest.version().toString();
  }

  /** A header of the manifest; empty when it is not there. */
  String header(String header) {
    String value = headers.getValue(header);
    return value == null ? "" : value;
  }

  /** All entries, read, so that their signers are known. */
  List<JarEntry> entries() {
    return entries;
  }

  /** The names of all classes within. */
  Set<String> classes() {
    return entries.stream()
        .map(JarEntry::getName)
        .filter(name -> name.endsWith(".class"))
        .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** One of the entries that {@link JarLimits} keeps small enough: manifest and signatures. */
  byte[] meta(JarEntry entry) throws Refusal {
    try (JarFile jar = new JarFile(copy.toFile(), false);
        InputStream in = jar.getInputStream(entry)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new Refusal("cannot be read: " + e.getMessage(), e);
    }
  }

  /** The text of an entry, as far as it is there. */
  String text(String entry) throws Refusal {
    try (JarFile jar = new JarFile(copy.toFile())) {
      JarEntry found = jar.getJarEntry(entry);
      if (found == null) {
        return "";
      }
      try (InputStream in = jar.getInputStream(found)) {
        return new String(JarLimits.text(in, entry), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new Refusal("cannot be read: " + e.getMessage(), e);
    }
  }

  /** All bytes; the caller closes the stream. */
  public InputStream open() throws IOException {
    return Files.newInputStream(copy);
  }

  @Override
  public void close() {
    delete(copy);
  }

  /** Deletes what copies an earlier run has left in a folder. */
  public static void clear(Path folder) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      files.filter(f -> f.getFileName().toString().startsWith(PREFIX)).forEach(JarCopy::delete);
    } catch (IOException e) {
      LOG.warn("Copies of jars are left in {}: {}", folder, e.toString());
    }
  }

  private static void delete(Path copy) {
    try {
      Files.deleteIfExists(copy);
    } catch (IOException e) {
      LOG.warn("The copy of a jar is left behind: {}", e.toString());
    }
  }
}
