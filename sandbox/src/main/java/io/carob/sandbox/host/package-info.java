/** Thin access to the host: executables, processes, state files, control groups. */
@NullMarked
package io.carob.sandbox.host;

import org.jspecify.annotations.NullMarked;
