@NullMarked
package io.carob.example.plain;

import org.jspecify.annotations.NullMarked;
