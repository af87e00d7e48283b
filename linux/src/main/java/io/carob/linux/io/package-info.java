/** Events and sockets that java.nio lacks: inotify and SOCK_SEQPACKET. */
@Export
@Version("1.0.0")
@NullMarked
package io.carob.linux.io;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
