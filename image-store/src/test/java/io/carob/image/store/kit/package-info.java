/** Makes tars and looks at trees, for the tests of this module. */
@NullMarked
package io.carob.image.store.kit;

import org.jspecify.annotations.NullMarked;
