package io.carob.sandbox.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.sandbox.ContainerSpec;
import io.carob.api.sandbox.PortMapping;
import io.carob.api.sandbox.Sandbox;
import io.carob.api.sandbox.SandboxSpec;
import io.carob.sandbox.TestNode;
import io.carob.sandbox.host.Command;
import io.carob.testing.FreeSubnet;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The real bridge, host-local and portmap plugins, on a bridge of this test's own. */
class BridgeNetworkTest {

  private final FreeSubnet free = FreeSubnet.find();
  private final String bridge = "crbt" + free.id();
  private final String subnet = free.prefix();
  private TestNode node;

  @BeforeEach
  void makeNode() throws Exception {
    Path root = Files.createTempDirectory("carob-network");
    Path folder = Files.createDirectories(root.resolve("net.d"));
    Files.writeString(
        folder.resolve("10-test.conflist"),
        """
        {"cniVersion": "1.0.0", "name": "carobtest%s", "plugins": [
          {"type": "bridge", "bridge": "%s", "isGateway": true, "ipMasq": true,
           "hairpinMode": true,
           "ipam": {"type": "host-local", "dataDir": "%s",
                    "ranges": [[{"subnet": "%s.0/24"}]], "routes": [{"dst": "0.0.0.0/0"}]}},
          {"type": "portmap", "capabilities": {"portMappings": true}}]}
        """
            .formatted(free.id(), bridge, root.resolve("leases"), subnet));
    node = new TestNode(root, "net.d");
  }

  @AfterEach
  void removeNode() throws Exception {
    // The bridge plugin switches the host's forwarding on; it stays on, for others may need it now.
    try {
      node.close();
    } finally {
      Command.run(List.of("/sbin/ip", "link", "delete", bridge));
    }
  }

  @Test
  void podsReachEachOther() throws Exception {
    Sandbox server = node.sandbox();
    Sandbox client = node.sandbox();
    String address = server.addresses().get(0);
    assertThat(address).startsWith(subnet + ".").isNotEqualTo(client.addresses().get(0));

    node.run(server, "sh", "-c", "while :; do echo hello | nc -l -p 80; done");
    String output =
        node.outputOf(
            node.spec(client, "sh", "-c", "until nc -w 5 " + address + " 80; do sleep 0.05; done"));

    assertThat(output).contains("hello");
  }

  @Test
  void removalLeavesNoLeaseNoLinkAndNoRule() throws Exception {
    Sandbox sandbox = node.sandbox(withPort(freePort()));
    String address = sandbox.addresses().get(0);
    assertThat(leases()).contains(address);
    assertThat(rules()).contains(address);

    node.restart();
    node.sandboxes.remove(sandbox.podUid(), sandbox.directory());

    assertThat(leases()).doesNotContain(address);
    assertThat(rules()).doesNotContain(address);
    assertThat(Command.run(List.of("/sbin/ip", "-o", "link")).output())
        .doesNotContain("master " + bridge);
  }

  @Test
  void hostPortLeadsIntoThePod() throws Exception {
    int port = freePort();
    Sandbox sandbox = node.sandbox(withPort(port));
    ContainerSpec spec =
        node.run(sandbox, "sh", "-c", "while :; do echo hello | nc -l -p 80; done");
    assertThat(node.status(spec).pid()).isPositive();

    TestNode.await("an answer", () -> answer(port).contains("hello"));
  }

  @Test
  void takenHostPortIsRefusedAndLeavesNothing() throws Exception {
    int port = freePort();
    try (ServerSocket taken = new ServerSocket(port)) {
      assertThat(taken.isBound()).isTrue();
      assertTaken(withPort(port));
    }
    node.sandbox(withPort(port));
    assertTaken(withPort(port));
  }

  private void assertTaken(SandboxSpec spec) {
    assertThatExceptionOfType(CarobException.class)
        .isThrownBy(() -> node.sandboxes.create(spec))
        .withMessageContaining(Integer.toString(spec.ports().get(0).hostPort()))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS));
    assertThat(spec.directory()).doesNotExist();
  }

  private SandboxSpec withPort(int port) {
    return node.sandboxSpec(Set.of(), false, new PortMapping(port, 80, "tcp", ""));
  }

  private static String answer(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        InputStream in = socket.getInputStream()) {
      socket.setSoTimeout(5000);
      socket.shutdownOutput();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException notYet) {
      return "";
    }
  }

  private List<String> leases() throws Exception {
    try (Stream<Path> files = Files.walk(node.root.resolve("leases"))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static String rules() {
    return Command.run(List.of("/usr/sbin/iptables", "-t", "nat", "-S")).output();
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
