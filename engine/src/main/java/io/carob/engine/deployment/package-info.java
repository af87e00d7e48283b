/** Deployments: how many pods of which template there should be. */
@NullMarked
package io.carob.engine.deployment;

import org.jspecify.annotations.NullMarked;
