/** The components: how the parts meet as services. */
@NullMarked
package io.carob.sandbox.node;

import org.jspecify.annotations.NullMarked;
