/** The resources as they are kept: the durable store, and apply, list, delete and scale over it. */
@NullMarked
package io.carob.engine.resource;

import org.jspecify.annotations.NullMarked;
