/** The bundle of the assembly: the node's places, its bundles as a service, and its end. */
@NullMarked
package io.carob.assembly.node;

import org.jspecify.annotations.NullMarked;
