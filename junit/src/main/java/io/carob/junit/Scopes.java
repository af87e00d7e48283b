package io.carob.junit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Which pods belong to which test or class. All is kept in JUnit's stores, which close what the
 * callbacks after tests could not.
 */
final class Scopes {

  private static final Namespace NAMESPACE = Namespace.create(Scopes.class);

  private Scopes() {}

  /** A store shows what its parents have, so each test and class has a key of its own. */
  private record PodsOf(String contextId) {}

  private record ClassPodOf(String contextId) {}

  /** The pods of this very test or class. A node that does not start is told to each. */
  static TestPods pods(ExtensionContext context) {
    // Before: a store would keep its failure, and raise it once more at the end.
    TestNode node = node(context);
    return store(context)
        .getOrComputeIfAbsent(
            new PodsOf(context.getUniqueId()), key -> new TestPods(node), TestPods.class);
  }

  /** The pods of this test or class and of those around it, innermost first. */
  static List<TestPods> inUse(ExtensionContext context) {
    List<TestPods> all = new ArrayList<>();
    Optional<ExtensionContext> at = Optional.of(context);
    while (at.isPresent()) {
      TestPods pods = store(context).get(new PodsOf(at.get().getUniqueId()), TestPods.class);
      if (pods != null) {
        all.add(pods);
      }
      at = at.get().getParent();
    }
    return all;
  }

  /** Ends the pods of this very test or class. */
  static void close(ExtensionContext context) {
    TestPods pods = store(context).remove(new PodsOf(context.getUniqueId()), TestPods.class);
    if (pods != null) {
      pods.close();
    }
  }

  static void setPodOfClass(ExtensionContext context, PodHandle pod) {
    store(context).put(new ClassPodOf(context.getUniqueId()), pod);
  }

  /** The pod of the class, or of the nearest one around it that has one. */
  static Optional<PodHandle> podOfClass(ExtensionContext context) {
    Optional<ExtensionContext> at = Optional.of(context);
    Optional<PodHandle> found = Optional.empty();
    while (found.isEmpty() && at.isPresent()) {
      found =
          Optional.ofNullable(
              store(context).get(new ClassPodOf(at.get().getUniqueId()), PodHandle.class));
      at = at.get().getParent();
    }
    return found;
  }

  private static TestNode node(ExtensionContext context) {
    CarobNode wanted = wanted(context.getRequiredTestClass());
    TestNode node =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent(NodeOptions.of(wanted), TestNode::start, TestNode.class);
    if (wanted != null) {
      for (String image : wanted.images()) {
        node.need(image);
      }
    }
    return node;
  }

  private static @Nullable CarobNode wanted(Class<?> testClass) {
    for (Class<?> at = testClass; at != null; at = at.getEnclosingClass()) {
      Optional<CarobNode> found = AnnotationSupport.findAnnotation(at, CarobNode.class);
      if (found.isPresent()) {
        return found.get();
      }
    }
    return null;
  }

  private static Store store(ExtensionContext context) {
    return context.getStore(NAMESPACE);
  }
}
