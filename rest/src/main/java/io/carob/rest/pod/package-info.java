/** Routes of running pods: logs, exec, inspect. */
@NullMarked
package io.carob.rest.pod;

import org.jspecify.annotations.NullMarked;
