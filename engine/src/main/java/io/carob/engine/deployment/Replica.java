package io.carob.engine.deployment;

import java.time.Instant;

/**
 * One pod of a Deployment, as its plan sees it.
 *
 * @param name the pod's name
 * @param current whether it is made from the present template
 * @param ready whether all its containers run
 * @param deleting whether it is on its way out
 * @param created when it was made
 */
record Replica(String name, boolean current, boolean ready, boolean deleting, Instant created) {}
