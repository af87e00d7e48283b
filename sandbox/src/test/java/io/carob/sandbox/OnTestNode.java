package io.carob.sandbox;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Each test has a node of its own. */
public abstract class OnTestNode {

  protected TestNode node;

  @BeforeEach
  void makeNode() throws Exception {
    node = new TestNode();
  }

  @AfterEach
  void removeNode() throws Exception {
    node.close();
  }
}
