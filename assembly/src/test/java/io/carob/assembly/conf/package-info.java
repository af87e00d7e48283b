@NullMarked
package io.carob.assembly.conf;

import org.jspecify.annotations.NullMarked;
