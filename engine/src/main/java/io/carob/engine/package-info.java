/** The engine: makes the resources that are asked for true on this node, and keeps them so. */
@NullMarked
package io.carob.engine;

import org.jspecify.annotations.NullMarked;
