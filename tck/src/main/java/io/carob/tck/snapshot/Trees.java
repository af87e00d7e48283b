package io.carob.tck.snapshot;

import java.util.Random;

/** Changesets that tests share. */
final class Trees {

  private Trees() {}

  /** A small root file system that only adds names. */
  static Changeset small() {
    return new Changeset()
        .file("etc/passwd", "root:x:0:0::/root:/bin/sh\n")
        .file("etc/motd", "welcome\n")
        .file("srv/www/index.html", "<p>one</p>\n")
        .folder("var/log", Meta.FOLDER);
  }

  /** Every kind of inode and attribute; adds names only. */
  static Changeset everyKind() {
    return small()
        .file("bin/setuid", Meta.FILE.mode(04755), "#!/bin/sh\n")
        .file("bin/setgid", Meta.FILE.mode(02711).owner(0, 42), "#!/bin/sh\n")
        .file("bin/capable", Meta.FILE.mode(0755).fileCapability(), "#!/bin/sh\n")
        .file("bin/secret", Meta.FILE.mode(0), "nobody reads this\n")
        .folder("home/user", Meta.FOLDER.mode(0700).owner(1000, 1001))
        .file(
            "home/user/noted",
            Meta.FILE.owner(1000, 1001).xattr("user.note", "remember").xattr("user.empty", ""),
            "noted\n")
        .folder("shared", Meta.FOLDER.mode(02775).xattr("user.folder", "yes"))
        .folder("tmp", Meta.FOLDER.mode(01777).time("2001-02-03T04:05:06.000000007Z"))
        .file("data/random", Meta.FILE, random(300_000))
        .file("data/empty", "")
        .sparse("data/sparse", 1 << 20, "end")
        .file("data/first-name", Meta.FILE.mode(0640).xattr("user.group", "one"), "linked\n")
        .hardLink("data/second-name", "data/first-name")
        .hardLink("home/third-name", "data/first-name")
        .symlink("data/relative", Meta.FILE.owner(7, 8), "../etc/passwd")
        .symlink("data/absolute", Meta.FILE, "/etc/shadow")
        .symlink("data/dangling", Meta.FILE.time("2002-02-02T02:02:02.020202020Z"), "../../nowhere")
        .special("run/fifo", Meta.FILE.mode(0600), Entry.Type.FIFO, 0, 0)
        .special("dev/null", Meta.FILE.mode(0666), Entry.Type.CHARACTER_DEVICE, 1, 3)
        .special("dev/loop", Meta.FILE.mode(0660).owner(0, 6), Entry.Type.BLOCK_DEVICE, 7, 200)
        .file("names/with space, comma: and 'quote\\", "odd\n");
  }

  /**
   * The same, and the longest name there is. A driver whose packer does not take such a name has
   * another way for that layer, so all other cases go without it.
   */
  static Changeset everyKindAndName() {
    return everyKind().file("names/" + "n".repeat(255), "long\n");
  }

  /** Adds names to {@link #everyKind()} and replaces files, without hiding anything. */
  static Changeset additions() {
    return new Changeset()
        .root(Meta.FOLDER.mode(0711).owner(3, 4).time("2020-10-10T10:10:10.101010101Z"))
        .file("etc/passwd", Meta.FILE.mode(0600), "root:!:0:0::/root:/bin/sh\n")
        .file("etc/hostname", "carob\n")
        .folder("tmp", Meta.FOLDER.mode(0700).xattr("user.mine", "1"))
        .file("bin/setuid", Meta.FILE.mode(0755), "#!/bin/sh\n")
        .file("opt/a/b/c/deep", "deep\n")
        .hardLink("opt/a/deep-too", "opt/a/b/c/deep");
  }

  /** Hides and replaces what {@link #everyKind()} holds, in every way that a layer can. */
  static Changeset hiding() {
    return new Changeset()
        .whiteout("etc/motd")
        .whiteout("var")
        .whiteout("data/dangling")
        .whiteout("run/fifo")
        .whiteout("data/second-name")
        .opaque("home/user", Meta.FOLDER.mode(0750).owner(5, 5))
        .file("home/user/fresh", "fresh\n")
        .file("srv", "a file where a folder was\n")
        .folder("data/empty", Meta.FOLDER.mode(0711))
        .file("data/empty/inside", "a folder where a file was\n")
        .symlink("data/random", Meta.FILE, "sparse")
        .file("data/relative", "a file where a link was\n")
        .file("dev/null", "a file where a device was\n");
  }

  /** Brings back names that {@link #hiding()} took. */
  static Changeset restoring() {
    return new Changeset()
        .file("etc/motd", "welcome back\n")
        .folder("srv", Meta.FOLDER.mode(0710))
        .file("srv/new", "new\n")
        .file("data/empty", "a file again\n")
        .file("var/only", "the old content stays away\n")
        .file("home/user/noted", "another one\n");
  }

  static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
