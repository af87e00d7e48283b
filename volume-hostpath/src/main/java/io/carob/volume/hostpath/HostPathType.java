package io.carob.volume.hostpath;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a manifest can ask the host path to be. */
enum HostPathType {
  UNCHECKED("", null, Creation.NONE),
  DIRECTORY_OR_CREATE("DirectoryOrCreate", FileKind.DIRECTORY, Creation.DIRECTORY),
  DIRECTORY("Directory", FileKind.DIRECTORY, Creation.NONE),
  FILE_OR_CREATE("FileOrCreate", FileKind.FILE, Creation.FILE),
  FILE("File", FileKind.FILE, Creation.NONE),
  SOCKET("Socket", FileKind.SOCKET, Creation.NONE),
  CHAR_DEVICE("CharDevice", FileKind.CHAR_DEVICE, Creation.NONE),
  BLOCK_DEVICE("BlockDevice", FileKind.BLOCK_DEVICE, Creation.NONE);

  /** What is made when nothing is there. */
  enum Creation {
    NONE,
    DIRECTORY,
    FILE
  }

  private final String word;
  private final Optional<FileKind> wanted;
  private final Creation creation;

  HostPathType(String word, @Nullable FileKind wanted, Creation creation) {
    this.word = word;
    this.wanted = Optional.ofNullable(wanted);
    this.creation = creation;
  }

  /** Finds a type by the word of the manifest. */
  static Optional<HostPathType> of(String word) {
    return Arrays.stream(values()).filter(t -> t.word.equals(word)).findFirst();
  }

  /** The words of all types. */
  static List<String> words() {
    return Arrays.stream(values()).map(HostPathType::word).toList();
  }

  String word() {
    return word;
  }

  Creation creation() {
    return creation;
  }

  /** Whether something of this kind is what the manifest asks for. */
  boolean accepts(FileKind found) {
    return wanted.isEmpty() || wanted.get() == found;
  }
}
