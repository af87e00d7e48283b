/** Lines of the framework's shell for the API, and the node's commands in that shell. */
@NullMarked
package io.carob.gogo;

import org.jspecify.annotations.NullMarked;
