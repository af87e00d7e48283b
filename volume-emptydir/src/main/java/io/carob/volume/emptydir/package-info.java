/** The volume type {@code emptyDir}: scratch folders that live as long as their pod. */
@NullMarked
package io.carob.volume.emptydir;

import org.jspecify.annotations.NullMarked;
