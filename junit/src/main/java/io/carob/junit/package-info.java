/**
 * Pods for JUnit tests: {@link io.carob.junit.Pod} on a class, a field or a parameter starts one,
 * and what the test left of it is cleared away afterwards.
 *
 * <pre>{@code
 * @Pod(value = "web.yaml", images = "build/images/web", ports = 80)
 * class WebTest {
 *   @Test
 *   void answers(PodHandle web) throws IOException {
 *     try (InputStream page = new URL("http://" + web.ip() + "/").openStream()) {
 *       assertTrue(page.readAllBytes().length > 0);
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>The pods run on a node inside of this JVM, as {@link io.carob.api.embed.Carob} makes one.
 * Tests need what such a node needs: Linux and root.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.carob.junit;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
