/** Pod sandboxes: namespaces held by a pause process. */
@NullMarked
package io.carob.sandbox.pod;

import org.jspecify.annotations.NullMarked;
