/**
 * The configuration: what each part can be told, as its jar says in Metatype, and the files in
 * conf/ held against that, before the framework runs and while it does.
 */
@NullMarked
package io.carob.assembly.conf;

import org.jspecify.annotations.NullMarked;
