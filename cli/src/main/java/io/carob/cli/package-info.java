/** The carob command: it asks the service on its socket and shows what it answers. */
@NullMarked
package io.carob.cli;

import org.jspecify.annotations.NullMarked;
