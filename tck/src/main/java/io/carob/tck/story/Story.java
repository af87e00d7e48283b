package io.carob.tck.story;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What one test did, step by step. Long stories keep their beginning and their end. */
public final class Story {

  private static final int BEGINNING = 10;
  private static final int MOST = 40;
  private static final int LONGEST = 400;

  private final List<Step> steps = new ArrayList<>();
  private int leftOut;
  private String root = "";

  /** Forgets all. */
  public synchronized void begin() {
    steps.clear();
    leftOut = 0;
  }

  /** From now on, paths below this folder are told without it. */
  public synchronized void root(Path folder) {
    root = folder + "/";
  }

  /** Adds something that was done. */
  public void step(String what) {
    add(what).answer("");
  }

  /** Adds something that is being done. */
  synchronized Step add(String what) {
    Step step = new Step(plain(what));
    steps.add(step);
    if (steps.size() > MOST) {
      steps.remove(BEGINNING);
      leftOut++;
    }
    return step;
  }

  /** One line each. */
  public synchronized List<String> steps() {
    List<String> lines = new ArrayList<>();
    for (Step step : steps) {
      if (lines.size() == BEGINNING && leftOut > 0) {
        lines.add("(" + leftOut + " steps that are left out here)");
      }
      lines.add(step.line());
    }
    return lines;
  }

  /** A text in which paths are told as in the steps. */
  synchronized String withoutRoot(String text) {
    return root.isEmpty() ? text : text.replace(root, "");
  }

  private String plain(String text) {
    String line = withoutRoot(text).replace("\n", " ");
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
  }

  /** A step, which may not have ended. */
  final class Step {

    private final String what;
    private volatile String answer = " -> no answer";

    private Step(String what) {
      this.what = what;
    }

    /** It has ended, with an answer or with none. */
    void answer(String text) {
      answer = text.isEmpty() ? "" : " -> " + plain(text);
    }

    private String line() {
      return what + answer;
    }
  }
}
