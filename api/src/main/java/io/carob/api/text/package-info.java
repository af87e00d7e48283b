/** Words for people: what somebody who mistyped a word probably meant. */
@Export
@Version("1.0.0")
@NullMarked
package io.carob.api.text;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
