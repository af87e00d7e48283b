/** Routes of the node itself: status, events, drivers, bundles, checks, the sharing report. */
@NullMarked
package io.carob.rest.node;

import org.jspecify.annotations.NullMarked;
