/** Starts the Felix framework: what runs on the class path, before any bundle. */
@NullMarked
package io.carob.assembly.launch;

import org.jspecify.annotations.NullMarked;
