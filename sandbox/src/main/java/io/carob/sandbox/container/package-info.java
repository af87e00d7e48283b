/** Containers: an OCI runtime under conmon, and what the core asks of it. */
@NullMarked
package io.carob.sandbox.container;

import org.jspecify.annotations.NullMarked;
