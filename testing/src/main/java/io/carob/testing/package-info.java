/** What the tests of several modules need. */
@NullMarked
package io.carob.testing;

import org.jspecify.annotations.NullMarked;
