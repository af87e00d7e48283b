package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The nginx pods that are ready at a time, with clients that ask for their pages from then on; and
 * what of them may not change while drivers come and go.
 */
final class RunningPods implements AutoCloseable {

  private static final int PAGES = 10;

  private final CarobService carob;
  private final List<String> names;
  private final List<Long> pids;
  private final List<Seen> before;
  private final PageClients clients;

  /** What is seen of a pod from outside, and of the process that it had in the beginning. */
  private record Seen(
      String pod, boolean alive, String process, List<String> mounts, List<Integer> restarts) {}

  RunningPods(CarobService carob) {
    this.carob = carob;
    this.names = carob.readyPods().stream().filter(pod -> pod.startsWith("web-")).toList();
    assertThat(names).isNotEmpty();
    this.pids = names.stream().map(pod -> carob.pid(pod, "nginx")).toList();
    this.before = seen();
    assertThat(before).allMatch(Seen::alive);
    this.clients = new PageClients(names.stream().map(this::address).toList());
  }

  List<String> names() {
    return names;
  }

  /** Pages are answered still, by the processes that answered before, on the same mounts. */
  void assertUndisturbed() {
    int until = clients.answered() + PAGES;
    carob.await("pages are answered", () -> clients.answered() >= until);
    assertThat(clients.failures()).isEmpty();
    assertThat(carob.readyPods()).containsAll(names);
    assertThat(seen()).isEqualTo(before);
  }

  private List<Seen> seen() {
    return IntStream.range(0, names.size()).mapToObj(i -> seen(names.get(i), pids.get(i))).toList();
  }

  private Seen seen(String pod, long pid) {
    JsonNode statuses = carob.pod(pod).path("status").path("containerStatuses");
    return new Seen(
        pod,
        Proc.alive(pid),
        Proc.command(pid),
        Proc.mountinfo(pid),
        statuses.findValues("restartCount").stream().map(JsonNode::asInt).toList());
  }

  private String address(String pod) {
    String ip = carob.pod(pod).path("status").path("podIP").asText();
    assertThat(ip).as("address of %s: the CNI plugins give it", pod).isNotEmpty();
    return "http://" + ip + "/index.html";
  }

  @Override
  public void close() throws InterruptedException {
    clients.close();
  }
}
