/** An example of a snapshot driver: every snapshot is a full copy of its parent's tree. */
@NullMarked
package io.carob.example.plain;

import org.jspecify.annotations.NullMarked;
