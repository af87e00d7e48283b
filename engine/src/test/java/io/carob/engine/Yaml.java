package io.carob.engine;

/** Manifests for tests. */
final class Yaml {

  static final String WEB =
      """
      apiVersion: v1
      kind: Pod
      metadata:
        name: web
        labels: {app: web}
      spec:
        containers:
          - name: nginx
            image: demo/web:1
            volumeMounts:
              - {name: logs, mountPath: /var/log/nginx}
          - name: sidecar
            image: demo/web:1
            command: [sh, -c, "echo $(WHO) $$(WHO) $(NOBODY)"]
            env:
              - {name: WHO, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
              - {name: SHOP, value: own}
              - {name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
        volumes:
          - {name: logs, emptyDir: {}}
      """;

  static final String TASK =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: task}
      spec:
        restartPolicy: POLICY
        initContainers:
          - {name: one, image: "demo/web:1"}
          - {name: two, image: "demo/web:1"}
        containers:
          - {name: main, image: "demo/web:1"}
      """;

  static final String REPLICAS =
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
            containers:
              - {name: nginx, image: "demo/web:1"}
      """;

  private Yaml() {}

  static String task(String policy) {
    return TASK.replace("POLICY", policy);
  }
}
