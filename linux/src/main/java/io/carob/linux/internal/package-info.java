/**
 * The native calls themselves: jffi, the C library's functions, memory for arguments. Not exported.
 *
 * <p>jffi is called directly, without jnr-ffi's generated interfaces: integers and addresses are
 * all that these calls take, so no class is generated at run time, nothing is reflected upon, and
 * the bundle works unchanged on the class path, as a closed module and in OSGi.
 */
@NullMarked
package io.carob.linux.internal;

import org.jspecify.annotations.NullMarked;
