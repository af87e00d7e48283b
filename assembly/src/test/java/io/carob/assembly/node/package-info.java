@NullMarked
package io.carob.assembly.node;

import org.jspecify.annotations.NullMarked;
