/**
 * What the contract tests of all kinds of drivers have in common: the clauses in words, and a
 * failure that tells what was done, what was expected and what was seen.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.carob.tck;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
