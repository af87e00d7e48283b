/** What the node's bundle tells among the node's events. */
@NullMarked
package io.carob.assembly.event;

import org.jspecify.annotations.NullMarked;
