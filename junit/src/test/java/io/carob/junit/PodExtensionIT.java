package io.carob.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.embed.Carob;
import io.carob.api.pod.Resource;
import io.carob.api.pod.ResourceKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ParameterResolutionException;

/** What tests get, what they see when they fail, and what is left of them: nothing. */
class PodExtensionIT {

  @CarobNode(
      images = Demo.BUSYBOX,
      settings =
          @CarobNode.Setting(pid = Demo.SANDBOX, key = Demo.NETWORKS, value = Demo.NO_NETWORK))
  abstract static class OnNode {

    static List<String> pods(Carob carob) {
      return carob.resources().list("Pod", Optional.empty()).stream()
          .map(Resource::key)
          .map(ResourceKey::namespace)
          .toList();
    }
  }

  @Pod(Demo.TALKER)
  static class Failing extends OnNode {
    @Test
    void fails(PodHandle pod) {
      Await.until("it has said its words", () -> !pod.logs().isEmpty());
      throw new AssertionError("on purpose");
    }
  }

  @Test
  void aFailedTestShowsTheStateTheEventsAndTheLog() throws IOException {
    Kit kit = Kit.run(Failing.class).ended(0, 1);
    assertThat(kit.failure()).hasMessage("on purpose");
    assertThat(kit.printed())
        .contains("fails(PodHandle) failed. Its pods:")
        .contains("/talker: Running; container main is running")
        .contains("Started: ", "--- log of main\nwords of the pod\n");
  }

  static class EachItsOwn extends OnNode {
    static final List<String> NAMESPACES = new ArrayList<>();

    @Pod(Demo.TALKER)
    private PodHandle field;

    @Test
    void one(@Pod(Demo.TALKER) PodHandle parameter, Carob carob) {
      check(parameter, carob);
    }

    @Test
    void other(@Pod(Demo.TALKER) PodHandle parameter, Carob carob) {
      check(parameter, carob);
    }

    private void check(PodHandle parameter, Carob carob) {
      NAMESPACES.addAll(List.of(field.namespace(), parameter.namespace()));
      assertThat(pods(carob)).containsExactlyInAnyOrder(field.namespace(), parameter.namespace());
    }
  }

  @Test
  void aPodOfATestGoesWithIt() throws IOException {
    EachItsOwn.NAMESPACES.clear();
    Kit kit = Kit.run(EachItsOwn.class).ended(2, 0);
    assertThat(new HashSet<>(EachItsOwn.NAMESPACES)).hasSize(4);
    assertThat(kit.printed()).doesNotContain("words of the pod");
  }

  @Pod(Demo.TALKER)
  static class OfTheClass extends OnNode {
    static final List<String> NAMESPACES = new ArrayList<>();

    @Pod(Demo.TALKER)
    static PodHandle further;

    @BeforeAll
    static void before(PodHandle pod) {
      NAMESPACES.add(pod.namespace());
    }

    @Test
    void here(PodHandle pod) {
      NAMESPACES.add(pod.namespace());
      assertThat(further.namespace()).isNotEqualTo(pod.namespace());
    }

    @Nested
    class Inside {
      @Test
      void there(PodHandle pod, Carob carob) {
        NAMESPACES.add(pod.namespace());
        assertThat(pods(carob)).hasSize(2).contains(pod.namespace(), further.namespace());
      }
    }
  }

  @Test
  void aPodOfAClassIsThatOfAllItsTests() throws IOException {
    OfTheClass.NAMESPACES.clear();
    Kit.run(OfTheClass.class).ended(2, 0);
    assertThat(OfTheClass.NAMESPACES).hasSize(3);
    assertThat(new HashSet<>(OfTheClass.NAMESPACES)).hasSize(1);
  }

  static class ThrowsBefore extends OnNode {
    @Pod(Demo.TALKER)
    private PodHandle pod;

    @BeforeEach
    void before() {
      throw new IllegalStateException("before " + pod.name());
    }

    @Test
    void never() {}
  }

  static class ThrowsAfter extends OnNode {
    @Test
    void succeeds(@Pod(Demo.TALKER) PodHandle pod) {
      assertThat(pod.info().phase()).isEqualTo("Running");
    }

    @AfterEach
    void after() {
      throw new IllegalStateException("after");
    }
  }

  static class ThrowsWhenMade extends OnNode {
    ThrowsWhenMade(@Pod(Demo.TALKER) PodHandle pod) {
      throw new IllegalStateException("made with " + pod.name());
    }

    @Test
    void never() {}
  }

  @Test
  void nothingIsLeftWhereverATestThrows() throws IOException {
    assertThat(Kit.run(ThrowsBefore.class).ended(0, 1).failure()).hasMessage("before talker");
    Kit after = Kit.run(ThrowsAfter.class).ended(0, 1);
    assertThat(after.failure()).hasMessage("after");
    assertThat(after.printed()).contains("/talker: Running");
    assertThat(Kit.run(ThrowsWhenMade.class).ended(0, 1).failure()).hasMessage("made with talker");
  }

  static class NeverReady extends OnNode {
    @Pod(
        value =
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: lost}
            spec:
              containers:
                - {name: main, image: "demo/none:1.0", imagePullPolicy: Never}
            """,
        readySeconds = 1)
    private PodHandle pod;

    @Test
    void never() {
      throw new AssertionError(pod.name());
    }
  }

  @Test
  void aPodThatDoesNotGetReadySaysWhy() throws IOException {
    Kit kit = Kit.run(NeverReady.class).ended(0, 1);
    assertThat(code(kit.failure())).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(kit.failure()).hasMessageContaining("container main waits, ErrImageNeverPull");
    assertThat(kit.printed()).contains("/lost: Pending");
  }

  @Pod(
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: broken}
      spec:
        restartPolicy: Never
        initContainers:
          - name: before
            image: demo/busybox:1.0
            imagePullPolicy: Never
            command: ["sh", "-c", "echo cannot; exit 3"]
        containers:
          - {name: main, image: "demo/busybox:1.0", imagePullPolicy: Never}
      """)
  static class Fails extends OnNode {
    @Test
    void never() {}
  }

  @Test
  void aPodThatFailsIsNotWaitedFor() throws IOException {
    Kit kit = Kit.run(Fails.class).ended(0, 0);
    assertThat(code(kit.failure())).isEqualTo(ErrorCode.FAILED_PRECONDITION);
    assertThat(kit.failure()).hasMessageContaining("init container before ended with 3");
    assertThat(kit.printed()).contains("--- log of before\ncannot\n");
  }

  @CarobNode(settings = @CarobNode.Setting(pid = "io.carob.sandbx", key = "a", value = "b"))
  static class NoNode {
    @Test
    void one(@Pod(Demo.TALKER) PodHandle pod) {
      throw new AssertionError(pod.name());
    }

    @Test
    void other(@Pod(Demo.TALKER) PodHandle pod) {
      throw new AssertionError(pod.name());
    }
  }

  @Test
  void eachTestIsToldWhyThereIsNoNode() throws IOException {
    List<Throwable> failures = Kit.run(NoNode.class).ended(0, 2).failures();
    assertThat(failures)
        .extracting(PodExtensionIT::code)
        .containsExactly(ErrorCode.INVALID_ARGUMENT, ErrorCode.INVALID_ARGUMENT);
  }

  static class NoPod extends OnNode {
    @Test
    void never(PodHandle pod) {
      throw new AssertionError(pod.name());
    }
  }

  static class NoHandle extends OnNode {
    @Pod(Demo.TALKER)
    private String pod;

    @Test
    void never() {
      throw new AssertionError(pod);
    }
  }

  static class NoManifest extends OnNode {
    @Test
    void never(@Pod("no-such.yaml") PodHandle pod) {
      throw new AssertionError(pod.name());
    }
  }

  static class Addresses extends OnNode {
    @Test
    void ofTheHost(
        @Pod(
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: hosted}
                spec:
                  hostNetwork: true
                  containers:
                    - {name: main, image: "demo/busybox:1.0", command: ["sleep", "100000"]}
                """)
            PodHandle pod) {
      assertThat(pod.ip()).isEqualTo("127.0.0.1");
    }

    @Test
    void none(@Pod(Demo.TALKER) PodHandle pod) {
      CarobException thrown = catchThrowableOfType(CarobException.class, pod::ip);
      assertThat(thrown.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
    }
  }

  @Test
  void aPodWithoutAnAddressSaysSo() throws IOException {
    Kit.run(Addresses.class).ended(2, 0);
  }

  @Test
  void wrongUseIsToldInWords() throws IOException {
    assertThat(Kit.run(NoPod.class).ended(0, 1).failure())
        .isInstanceOf(ParameterResolutionException.class)
        .hasMessageContaining("give it or its class a @Pod");
    assertThat(Kit.run(NoHandle.class).ended(0, 1).failure())
        .isInstanceOf(ExtensionConfigurationException.class)
        .hasMessageContaining("must be a PodHandle");
    assertThat(code(Kit.run(NoManifest.class).ended(0, 1).failure()))
        .isEqualTo(ErrorCode.NOT_FOUND);
  }

  /** JUnit wraps what is thrown while a parameter is made. */
  private static ErrorCode code(Throwable thrown) {
    Throwable at = thrown;
    while (!(at instanceof CarobException) && at.getCause() != null) {
      at = at.getCause();
    }
    assertThat(at).isInstanceOf(CarobException.class);
    return ((CarobException) at).code();
  }
}
