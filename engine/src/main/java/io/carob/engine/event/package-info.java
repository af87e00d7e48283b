/** What happened, in memory. */
@NullMarked
package io.carob.engine.event;

import org.jspecify.annotations.NullMarked;
