package io.carob.health;

import io.carob.api.node.Health;
import io.carob.api.node.HealthSource;
import io.carob.api.node.NodeLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The node's own checks as services, and the services that run all checks. */
@Component(
    service = {},
    immediate = true)
public final class HealthComponent {

  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final Duration AGE = Duration.ofSeconds(1);

  private final ExecutorService threads = Executors.newCachedThreadPool(HealthComponent::thread);
  private final List<ServiceRegistration<?>> registrations = new ArrayList<>();
  private final Tracked<HealthCheck, Result> checks;
  private final Tracked<HealthSource, List<Health.Part>> sources;

  /** Begins to run checks. */
  @Activate
  public HealthComponent(BundleContext context, @Reference NodeLayout layout) {
    checks =
        new Tracked<>(
            context, HealthCheck.class, HealthCheck::execute, HealthComponent::lasts, threads);
    sources =
        new Tracked<>(context, HealthSource.class, HealthSource::parts, NodeHealth::lasts, threads);
    checks.open();
    sources.open();
    NodeChecks node = new NodeChecks(context, layout);
    offer(context, "framework", NodeHealth.LIVE, node::framework);
    offer(context, "threads", NodeHealth.LIVE, node::threads);
    offer(context, "api", NodeHealth.LIVE, new ApiCheck(layout.socket()));
    offer(context, "start", NodeHealth.READY, node::start);
    offer(context, "services", NodeHealth.READY, node::services);
    offer(context, "components", NodeHealth.READY, new ComponentsCheck(context));
    offer(context, "disk", NodeHealth.READY, node::disk);
    offer(context, "store", NodeHealth.READY, node::store);
    CheckExecutor executor = new CheckExecutor(checks, LIMIT, AGE);
    registrations.add(context.registerService(HealthCheckExecutor.class, executor, null));
    NodeHealth health = new NodeHealth(executor, sources, LIMIT, AGE);
    registrations.add(context.registerService(Health.class, health, null));
  }

  /** What is soon there must not be missing for longer than it is. */
  private static boolean lasts(Result result) {
    return result.getStatus() != Result.Status.TEMPORARILY_UNAVAILABLE;
  }

  private void offer(BundleContext context, String name, String tag, HealthCheck check) {
    registrations.add(
        context.registerService(
            HealthCheck.class,
            check,
            FrameworkUtil.asDictionary(
                Map.of(HealthCheck.NAME, name, HealthCheck.TAGS, new String[] {tag}))));
  }

  @Deactivate
  void stop() {
    registrations.forEach(ServiceRegistration::unregister);
    sources.close();
    checks.close();
    threads.shutdownNow();
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(null, work, "carob-health", 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(HealthComponent.class.getClassLoader());
    return thread;
  }
}
