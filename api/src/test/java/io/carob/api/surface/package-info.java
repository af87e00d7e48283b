/** What others may build on: that it is noticed when it changes, and that it is explained. */
@NullMarked
package io.carob.api.surface;

import org.jspecify.annotations.NullMarked;
