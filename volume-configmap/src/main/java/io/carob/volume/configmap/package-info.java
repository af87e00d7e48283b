/** The volume type {@code configMap}: config maps as read-only files. */
@NullMarked
package io.carob.volume.configmap;

import org.jspecify.annotations.NullMarked;
