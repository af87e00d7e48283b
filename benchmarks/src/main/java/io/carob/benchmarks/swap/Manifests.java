package io.carob.benchmarks.swap;

/** The pods of the load. */
final class Manifests {

  private static final String SHELL =
      """
      apiVersion: v1
      kind: Pod
      metadata:
        name: %s
      spec:
        restartPolicy: Never
        terminationGracePeriodSeconds: 1
        containers:
          - name: main
            image: demo/busybox:1.0
            imagePullPolicy: Never
            command: ["sh", "-c", "%s"]
            volumeMounts:
              - name: data
                mountPath: /data
        volumes:
          - name: data
            emptyDir: {}
      """;

  private static final String PAGE =
      """
      apiVersion: v1
      kind: Pod
      metadata:
        name: %s
      spec:
        terminationGracePeriodSeconds: 1
        containers:
          - name: nginx
            image: demo/web:1.0
            imagePullPolicy: Never
            ports:
              - containerPort: 80
            volumeMounts:
              - name: log
                mountPath: /var/log/nginx
              - name: web
                mountPath: /etc/nginx/conf.d
              - name: web
                mountPath: /srv/www
        volumes:
          - name: log
            emptyDir: {}
          - name: web
            configMap:
              name: page
      """;

  /** What {@link #page} serves. */
  static final String TEXT = "served while drivers are replaced";

  static final String PAGE_CONFIG =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: page
      data:
        default.conf: |
          server {
            listen 80;
            root /srv/www;
            access_log off;
          }
        index.html: "%s"
      """
          .formatted(TEXT);

  private Manifests() {}

  /** Says that it is there and waits for its end. */
  static String idle(String name) {
    return SHELL.formatted(
        name, "trap 'exit 0' TERM; echo started " + name + "; sleep 100000 & wait");
  }

  /** Prints a number ten times a second, each one higher than the last. */
  static String counter(String name) {
    return SHELL.formatted(
        name,
        "trap 'exit 0' TERM; i=0; while :; do echo $i; i=$((i+1)); sleep 0.1 & wait $!; done");
  }

  /** Serves a page. */
  static String page(String name) {
    return PAGE.formatted(name);
  }
}
