package io.carob.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.pod.ResourceKey;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestReaderTest {

  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata:
        name: web
      spec:
        containers:
          - name: nginx
            image: demo/web:1
            ports: [{containerPort: 80}]
            volumeMounts: [{name: logs, mountPath: /logs}]
        volumes:
          - name: logs
            emptyDir: {}
      """;

  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: shop}
      spec:
        replicas: 2
        selector: {matchLabels: {app: shop}}
        template:
          metadata: {labels: {app: shop}}
          spec:
            containers: [{name: nginx, image: "demo/web:1"}]
      """;

  private final ManifestReader reader = new ManifestReader((plugin, fields) -> {});

  /** Each line: what to replace in the good pod, by what, and the path that the error names. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name: nginx | nmae: nginx | spec.containers[0].nmae",
        "image: demo/web:1 | imagee: demo/web:1 | spec.containers[0].imagee",
        "containerPort: 80 | containerPort: '80' | spec.containers[0].ports[0].containerPort",
        "containerPort: 80 | containerPort: 80.5 | spec.containers[0].ports[0].containerPort",
        "containerPort: 80 | containerPort: 70000 | spec.containers[0].ports[0].containerPort",
        "image: demo/web:1 | image: 5 | spec.containers[0].image",
        "image: demo/web:1 | image: Demo/Web | spec.containers[0].image",
        "image: demo/web:1 | image: '' | spec.containers[0].image",
        "name: web | name: Web | metadata.name",
        "name: web | name: -web | metadata.name",
        "name: web | labels: {a: b} | metadata.name",
        "name: nginx | name: my.nginx | spec.containers[0].name",
        "mountPath: /logs | mountPath: logs | spec.containers[0].volumeMounts[0].mountPath",
        "mountPath: /logs | mountPath: /a/../b | spec.containers[0].volumeMounts[0].mountPath",
        "name: logs, m | name: lost, m | spec.containers[0].volumeMounts[0].name",
        "emptyDir: {} | emptyDirr: {} | spec.volumes[0].emptyDirr",
        "emptyDir: {} | emptyDir: {medum: x} | spec.volumes[0].emptyDir.medum",
        "mountPath: /logs | mountPath: /logs, subPath: ../x | spec.containers[0].volumeMounts[0].subPath",
        "mountPath: /logs | mountPath: /logs, mountPropagation: Bidirectional | spec.containers[0].volumeMounts[0].mountPropagation",
        "kind: Pod | kind: Pod\\nx: y | x",
        "kind: Pod | kind: Service | kind",
        "kind: Pod | kind: Namespace | kind",
        "apiVersion: v1 | apiVersion: v2 | apiVersion",
      })
  void refusesWithThePathOfTheField(String what, String by, String path) {
    assertRefused(POD.replace(what, by.replace("\\n", "\n")), path);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "restartPolicy: Sometimes | spec.restartPolicy",
        "terminationGracePeriodSeconds: -1 | spec.terminationGracePeriodSeconds",
        "hostname: a.b | spec.hostname",
        "dnsPolicy: None | spec.dnsConfig.nameservers",
        "hostAliases: [{ip: nowhere, hostnames: [a]}] | spec.hostAliases[0].ip",
        "hostAliases: [{ip: 10.0.0.1, hostnames: [\"a\\nb\"]}] | spec.hostAliases[0].hostnames[0]",
        "securityContext: {runAsUser: -1} | spec.securityContext.runAsUser",
        "securityContext: {sysctls: [{name: a, value: b}]} | spec.securityContext.sysctls",
        "securityContext: {appArmorProfile: {type: Unconfined}} | spec.securityContext.appArmorProfile",
        "initContainers: [{name: a, image: b, restartPolicy: Always}] | spec.initContainers[0].restartPolicy",
        "initContainers: [{name: nginx, image: b}] | spec.containers[0].name",
        "ephemeralContainers: [{name: a}] | spec.ephemeralContainers",
        "hostNetwork: sure | spec.hostNetwork",
      })
  void refusesWhatAPodCannotHave(String field, String path) {
    assertRefused(POD.replace("spec:\n", "spec:\n  " + field + "\n"), path);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "env: [{name: 'a=b', value: x}] | env[0].name",
        "env: [{name: A, value: 5}] | env[0].value",
        "env: [{name: A, value: yes}] | env[0].value",
        "env: [{name: A, valueFrom: {fieldRef: {fieldPath: spec.nope}}}] | env[0].valueFrom.fieldRef.fieldPath",
        "env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: k}}}] | env[0].valueFrom.secretKeyRef",
        "env: [{name: A, value: x, valueFrom: {fieldRef: {fieldPath: metadata.name}}}] | env[0].valueFrom",
        "envFrom: [{secretRef: {name: s}}] | envFrom[0].secretRef",
        "workingDir: here | workingDir",
        "imagePullPolicy: Often | imagePullPolicy",
        "securityContext: {seccompProfile: {type: Localhost, localhostProfile: x}} | securityContext.seccompProfile.type",
        "volumeDevices: [{name: logs, devicePath: /dev/x}] | volumeDevices",
        "resources: {limits: {ephemeral-storage: many}} | resources.limits.ephemeral-storage",
        "resources: {limits: {ephemeral-storage: 1e300e}} | resources.limits.ephemeral-storage",
        "resources: {limits: {ephemeral-storage: 1Ki}} | resources.limits.ephemeral-storage",
        "resources: {limits: {ephemeral-storage: 0}} | resources.limits.ephemeral-storage",
        "resources: {limits: {ephemeral-storage: -1G}} | resources.limits.ephemeral-storage",
      })
  void refusesWhatAContainerCannotHave(String field, String path) {
    assertRefused(
        POD.replace("    image: demo/web:1\n", "    image: demo/web:1\n      " + field + "\n"),
        "spec.containers[0]." + path);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "replicas: 2 | replicas: -1 | spec.replicas",
        "replicas: 2 | replicas: two | spec.replicas",
        "labels: {app: shop} | labels: {app: other} | spec.template.metadata.labels",
        "selector: {matchLabels: {app: shop}} | minReadySeconds: 1 | spec.selector",
        "replicas: 2 | strategy: {type: Slowly} | spec.strategy.type",
        "replicas: 2 | strategy: {rollingUpdate: {maxSurge: -1}} | spec.strategy.rollingUpdate.maxSurge",
        "replicas: 2 | strategy: {rollingUpdate: {maxSurge: many}} | spec.strategy.rollingUpdate.maxSurge",
        "containers: | restartPolicy: Never\\n      containers: | spec.template.spec.restartPolicy",
        "containers: | contaners: | spec.template.spec.contaners",
      })
  void refusesDeploymentsWithThePath(String what, String by, String path) {
    assertRefused(DEPLOYMENT.replace(what, by.replace("\\n", "\n")), path);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data: {'a/b': x} | data.a/b",
        "data: {a: 5} | data",
        "binaryData: {a: '%%'} | binaryData.a",
        "'data: {a: x}\\nbinaryData: {a: eA==}' | binaryData.a",
      })
  void refusesConfigMapsWithThePath(String data, String path) {
    assertRefused(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n" + data.replace("\\n", "\n"), path);
  }

  @Test
  void refusesAFieldGivenTwice() {
    assertRefused(POD + "kind: Pod\n", "given twice");
    assertRefused("{\"kind\":\"Pod\",\"kind\":\"Pod\"}", "uplicate");
  }

  @Test
  void refusesTwoContainersWithOneName() {
    assertRefused(
        POD.replace("  volumes:\n", "    - {name: nginx, image: b}\n  volumes:\n"),
        "spec.containers[1].name");
  }

  @Test
  void refusesOnePathMountedTwice() {
    assertRefused(
        POD.replace("mountPath: /logs}]", "mountPath: /logs}, {name: logs, mountPath: /logs/}]"),
        "spec.containers[0].volumeMounts[1].mountPath");
  }

  @Test
  void refusesTheSameResourceTwice() {
    assertRefused(POD + "---\n" + POD, "document 2 (Pod web): metadata.name");
  }

  @Test
  void checksEveryDocumentBeforeAnyIsUsed() {
    assertRefused(POD + "---\n" + DEPLOYMENT.replace("replicas: 2", "replicas: -2"), "document 2");
  }

  @Test
  void refusesTagsAndBombs() {
    assertRefused("!!javax.script.ScriptEngineManager [a]", "not allowed");
    assertRefused("a: !custom b", "not allowed");
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      String alias = "*a" + (i - 1);
      bomb.append("a").append(i).append(": &a").append(i).append(" [");
      bomb.append(String.join(", ", java.util.Collections.nCopies(4, alias))).append("]\n");
    }
    assertRefused(bomb.toString(), "more than");
    assertRefused("a: &a [*a]", "");
    assertRefused("[".repeat(2000), "");
    assertRefused("{\"a\":".repeat(2000), "");
    assertRefused("a".repeat(Limits.CHARACTERS + 1), "longer");
  }

  @Test
  void refusesWhatIsNoManifest() {
    assertRefused("", "no document");
    assertRefused("just a text", "document 1");
    assertRefused("a: [b", "line");
    assertRefused("{\"a\": }", "line");
  }

  @Test
  void readsYamlAsKubectlDoes() {
    Manifest manifest =
        reader
            .read(
                POD.replace("emptyDir: {}", "configMap: {name: c, defaultMode: 0644}")
                    .replace("  - name: nginx", "  - name: nginx\n      args: [80:80, 2026-01-01]"),
                "default")
            .get(0);
    assertThat(manifest.tree().at("/spec/volumes/0/configMap/defaultMode").asInt()).isEqualTo(420);
    assertThat(manifest.tree().at("/spec/containers/0/args/0").asText()).isEqualTo("80:80");
    assertThat(manifest.tree().at("/spec/containers/0/args/1").asText()).isEqualTo("2026-01-01");
  }

  @Test
  void readsSeveralDocumentsListsAndJson() {
    assertThat(reader.read("---\n" + POD + "---\n\n---\n" + DEPLOYMENT, "shop"))
        .extracting(Manifest::key)
        .containsExactly(
            new ResourceKey("Pod", "shop", "web"), new ResourceKey("Deployment", "shop", "shop"));
    String json =
        "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[{\"apiVersion\":\"v1\",\n\t"
            + "\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"c\",\"namespace\":\"n\"}}]}";
    assertThat(reader.read(json, "default"))
        .extracting(Manifest::key)
        .containsExactly(new ResourceKey("ConfigMap", "n", "c"));
  }

  @Test
  void setsDefaultsAndDropsWhatTheNodeSets() {
    String given =
        POD.replace("  name: web", "  name: web\n  uid: abc\n  creationTimestamp: null")
            + "status: {phase: Running}\n";
    Manifest manifest = reader.read(given, "default").get(0);
    assertThat(manifest.tree().at("/spec/restartPolicy").asText()).isEqualTo("Always");
    assertThat(manifest.tree().at("/spec/terminationGracePeriodSeconds").asInt()).isEqualTo(30);
    assertThat(manifest.tree().has("status")).isFalse();
    assertThat(manifest.tree().path("metadata").has("uid")).isFalse();
  }

  @Test
  void tellsWhichFieldsHaveNoEffect() {
    String given =
        POD.replace(
                "spec:\n",
                "spec:\n  nodeSelector: {disk: ssd}\n  tolerations: []\n"
                    + "  imagePullSecrets: [{name: registry}]\n"
                    + "  securityContext: {fsGroup: 7}\n")
            .replace(
                "    image: demo/web:1\n",
                "    image: demo/web:1\n      livenessProbe: {tcpSocket: {port: 80}}\n"
                    + "      resources: {limits: {memory: 1Gi, cpu: 2}}\n");
    assertThat(reader.read(given, "default").get(0).ignored())
        .containsExactlyInAnyOrder(
            "spec.nodeSelector",
            "spec.imagePullSecrets",
            "spec.containers[0].livenessProbe",
            "spec.containers[0].resources");
  }

  @Test
  void limitOfTheWritableLayerHasAnEffectAndOtherResourcesHaveNone() {
    String limits = "      resources: {limits: {ephemeral-storage: 64Mi%s}%s}\n";
    assertThat(reader.read(withResources(limits.formatted("", "")), "default").get(0).ignored())
        .isEmpty();
    String more = limits.formatted(", cpu: 2", ", requests: {ephemeral-storage: 1Mi}");
    assertThat(reader.read(withResources(more), "default").get(0).ignored())
        .containsExactly(
            "spec.containers[0].resources.requests", "spec.containers[0].resources.limits.cpu");
  }

  private static String withResources(String resources) {
    return POD.replace("    image: demo/web:1\n", "    image: demo/web:1\n" + resources);
  }

  @Test
  void handsInlineCsiVolumesToThePluginTheyName() {
    String given =
        POD.replace(
            "emptyDir: {}",
            "csi: {driver: ram.example.com, readOnly: true,"
                + " volumeAttributes: {size: 1Mi, depth: \"3\"}}");
    List<VolumeSources.VolumeSource> sources =
        VolumeSources.of("spec", reader.read(given, "default").get(0).tree().path("spec"));
    assertThat(sources.get(0).plugin()).isEqualTo("ram.example.com");
    assertThat(sources.get(0).readOnly()).isTrue();
    assertThat(sources.get(0).fields().requiredText("size")).isEqualTo("1Mi");
    assertThat(sources.get(0).fields().number("depth")).contains(3L);
    assertThat(sources.get(0).fields().path()).isEqualTo("spec.volumes[0].csi.volumeAttributes");
  }

  @Test
  void aPluginsOwnObjectionIsAnError() {
    ManifestReader strict =
        new ManifestReader(
            (plugin, fields) -> {
              throw fields.invalid("medium", "is not known");
            });
    assertThatThrownBy(() -> strict.read(POD, "default"))
        .hasMessageContaining("spec.volumes[0].emptyDir.medium");
  }

  private void assertRefused(String text, String path) {
    assertThatThrownBy(() -> reader.read(text, "default"))
        .isInstanceOfSatisfying(
            CarobException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessageContaining(path);
  }
}
