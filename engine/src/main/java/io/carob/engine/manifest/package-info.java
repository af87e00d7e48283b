/** Reading manifests: strict parsing, defaults, and the rules that a resource must keep. */
@NullMarked
package io.carob.engine.manifest;

import org.jspecify.annotations.NullMarked;
