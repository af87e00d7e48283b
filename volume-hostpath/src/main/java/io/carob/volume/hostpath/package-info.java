/** The volume type {@code hostPath}: files and folders of the node. */
@NullMarked
package io.carob.volume.hostpath;

import org.jspecify.annotations.NullMarked;
