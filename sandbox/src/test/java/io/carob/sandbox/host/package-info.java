@NullMarked
package io.carob.sandbox.host;

import org.jspecify.annotations.NullMarked;
