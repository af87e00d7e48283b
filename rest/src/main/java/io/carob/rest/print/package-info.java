/** Text for people: tables, sizes, ages, reports. Pure functions of what the services answered. */
@NullMarked
package io.carob.rest.print;

import org.jspecify.annotations.NullMarked;
