package io.carob.api.node;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the kernel shows of sharing between containers. Containers are named {@code
 * namespace/pod/container}.
 *
 * @param images one answer per image that runs
 * @param sandboxes one entry per pod
 * @param disk bytes on disk in all
 */
public record SharingReport(
    List<ImageSharing> images, List<SandboxEvidence> sandboxes, DiskEvidence disk) {

  /** Copies the lists. */
  public SharingReport {
    images = List.copyOf(images);
    sandboxes = List.copyOf(sandboxes);
  }

  /**
   * The answer for the containers of one image.
   *
   * @param image a name of the image, or its identity
   * @param shared whether all its containers were seen to share every file that was compared
   * @param verdict the answer in one sentence
   * @param layers its layers, lowest first
   * @param containers its running containers
   * @param files files of the image, as each container shows them
   * @param isolation the attempt to see one container's write in another
   */
  public record ImageSharing(
      String image,
      boolean shared,
      String verdict,
      List<LayerUse> layers,
      List<RootEvidence> containers,
      List<FileEvidence> files,
      Optional<IsolationEvidence> isolation) {
    /** Copies the lists. */
    public ImageSharing {
      layers = List.copyOf(layers);
      containers = List.copyOf(containers);
      files = List.copyOf(files);
    }
  }

  /**
   * One layer and who uses it.
   *
   * @param diffId digest of the uncompressed layer
   * @param chainId identity on top of the layers below
   * @param bytes bytes on disk of the unpacked layer; one copy, however many use it
   * @param usedBy containers that stand on it
   */
  public record LayerUse(String diffId, String chainId, long bytes, List<String> usedBy) {
    /** Copies the list. */
    public LayerUse {
      usedBy = List.copyOf(usedBy);
    }
  }

  /**
   * The root mount of one container, as {@code /proc/<pid>/mountinfo} shows it.
   *
   * @param container which container
   * @param pid its first process
   * @param driver its snapshot driver
   * @param type file system type of the root mount
   * @param lower read-only layers, nearest first; empty unless overlay
   * @param upper the writable layer's folder; empty unless overlay
   * @param work the work folder; empty unless overlay
   * @param writableBytes bytes on disk in its own writable layer
   * @param line the line itself
   */
  public record RootEvidence(
      String container,
      long pid,
      String driver,
      String type,
      List<String> lower,
      Optional<String> upper,
      Optional<String> work,
      long writableBytes,
      String line) {
    /** Copies the list. */
    public RootEvidence {
      lower = List.copyOf(lower);
    }
  }

  /**
   * One file of the image, as its containers show it.
   *
   * @param path absolute path inside
   * @param seen who shows which inode
   * @param same whether all show one inode of one device
   */
  public record FileEvidence(String path, List<InodeSeen> seen, boolean same) {
    /** Copies the list. */
    public FileEvidence {
      seen = List.copyOf(seen);
    }
  }

  /**
   * The inode behind a path in one container.
   *
   * @param container which container
   * @param device {@code major:minor} of the file system that holds the file's data
   * @param inode number of the inode, as the container sees it
   * @param backing the file on the host that holds the data
   */
  public record InodeSeen(String container, String device, long inode, String backing) {}

  /**
   * A file was written in one container and looked for in the others; then it was removed.
   *
   * @param path absolute path inside
   * @param writtenIn where it was written
   * @param seenIn whether it was there, by container
   */
  public record IsolationEvidence(String path, String writtenIn, Map<String, Boolean> seenIn) {
    /** Copies the map. */
    public IsolationEvidence {
      seenIn = Map.copyOf(seenIn);
    }
  }

  /**
   * The namespaces of one pod, side by side.
   *
   * @param pod {@code namespace/name}
   * @param pausePid the pause process
   * @param pauseCommand its command line
   * @param pause its namespaces: kind to {@code kind:[inode]}
   * @param containers those of each container's first process
   */
  public record SandboxEvidence(
      String pod,
      long pausePid,
      String pauseCommand,
      Map<String, String> pause,
      Map<String, Map<String, String>> containers) {
    /** Copies the maps. */
    public SandboxEvidence {
      pause = Map.copyOf(pause);
      containers = Map.copyOf(containers);
    }
  }

  /**
   * Bytes on disk.
   *
   * @param layers bytes of the unpacked layers in use, each counted once
   * @param writable bytes of all writable layers
   * @param separate bytes that as many separate copies of the images' trees would take
   */
  public record DiskEvidence(long layers, long writable, long separate) {}
}
