package io.carob.rest.http;

/** That there was a change, however many; or that nobody wants to know any more. */
public final class Changes {

  private boolean raised;
  private boolean ended;

  /** There was a change. */
  public synchronized void raise() {
    raised = true;
    notifyAll();
  }

  /** Nobody wants to know of more. */
  public synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Waits for the next change; false at the end. */
  public synchronized boolean await() throws InterruptedException {
    while (!raised && !ended) {
      wait();
    }
    raised = false;
    return !ended;
  }
}
