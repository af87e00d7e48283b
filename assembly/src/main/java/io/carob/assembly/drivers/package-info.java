/**
 * Bundles of drivers: what is dropped into the folder for drivers is checked, tried where nobody
 * sees it, started, replaced without a gap, and taken away again.
 */
@NullMarked
package io.carob.assembly.drivers;

import org.jspecify.annotations.NullMarked;
