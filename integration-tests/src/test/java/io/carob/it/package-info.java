/** Tests of the whole: the distribution, its command, a real kernel, real processes and mounts. */
@NullMarked
package io.carob.it;

import org.jspecify.annotations.NullMarked;
