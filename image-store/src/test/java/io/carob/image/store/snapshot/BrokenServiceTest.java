package io.carob.image.store.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.Usage;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.api.snapshot.Snapshots;
import io.carob.image.store.RealStore;
import io.carob.snapshotter.nativecopy.NativeCopySnapshotDriver;
import io.carob.tck.snapshot.SnapshotsTck;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that breaks the contract is found out by the contract's tests. */
class BrokenServiceTest {

  private static final String DRIVER = "native-copy";

  @TempDir Path data = Path.of("");

  private RealStore store;

  @BeforeEach
  void open() {
    store = RealStore.open(data, new NativeCopySnapshotDriver());
  }

  @AfterEach
  void close() {
    store.close();
  }

  /** Another way to answer one method. */
  private interface Answer {
    Object to(Snapshots real, Object[] arguments);
  }

  private Snapshots broken(String name, Answer answer) {
    Snapshots real = store.store().snapshots();
    return (Snapshots)
        Proxy.newProxyInstance(
            Snapshots.class.getClassLoader(),
            new Class<?>[] {Snapshots.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals(name)) {
                return answer.to(real, arguments);
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** The clauses whose tests fail, of those that a test picks. */
  private Set<String> failing(Snapshots service, Predicate<String> picked) {
    Set<String> failing = new TreeSet<>();
    new Bound(service, data.resolve("tck"))
        .clauses(entry -> {})
        .filter(test -> picked.test(test.getDisplayName()))
        .filter(test -> fails(test))
        .forEach(test -> failing.add(test.getDisplayName().split(":", 2)[0]));
    return failing;
  }

  private static boolean fails(DynamicTest test) {
    try {
      test.getExecutable().execute();
      return false;
    } catch (AssertionError e) {
      return true;
    } catch (Throwable e) {
      throw new IllegalStateException(test.getDisplayName(), e);
    }
  }

  @Test
  @SuppressWarnings("unchecked") // what the proxied method's own signature says
  void aViewThatCanBeWrittenIsFound() {
    Snapshots service =
        broken(
            "view",
            (real, given) ->
                real.prepare(
                    DRIVER,
                    (SnapshotKey) given[1],
                    (java.util.Optional<SnapshotKey>) given[2],
                    java.util.Map.of()));
    assertThat(failing(service, name -> name.contains("view"))).containsExactly("S4 content");
  }

  @Test
  void usageThatIsNotMeasuredIsFound() {
    Snapshots service = broken("usage", (real, given) -> Usage.NONE);
    assertThat(failing(service, name -> name.startsWith("S9"))).containsExactly("S9 usage");
  }

  @Test
  void theServiceItselfIsNot() {
    Snapshots service = broken("none", (real, given) -> given);
    assertThat(failing(service, name -> name.startsWith("S9") || name.contains("view"))).isEmpty();
  }

  /** Run by this test alone. */
  private static final class Bound extends SnapshotsTck {

    private final Snapshots service;

    Bound(Snapshots service, Path data) {
      super(DRIVER, data);
      this.service = service;
    }

    @Override
    protected Snapshots snapshots() {
      return service;
    }
  }
}
