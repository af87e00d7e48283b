package io.carob.engine.pod;

/** Hears what becomes of a pod; called on the pod's own thread, and must return quickly. */
interface PodListener {

  /** The pod's state or readiness changed. */
  void changed(PodWorker worker);

  /** The first turn of this worker is over. */
  void seen(PodWorker worker, boolean adopted);

  /** Nothing of the pod is left. */
  void gone(PodWorker worker);
}
