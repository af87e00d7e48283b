/** How a test remembers what it did, and tells it when it fails. */
@NullMarked
package io.carob.tck.story;

import org.jspecify.annotations.NullMarked;
