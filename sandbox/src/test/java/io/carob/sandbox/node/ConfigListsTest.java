package io.carob.sandbox.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConfigListsTest {

  @Test
  void namesAreAnArrayOrOneText() {
    assertThat(ConfigLists.names(new String[] {"crun", "runc"})).containsExactly("crun", "runc");
    assertThat(ConfigLists.names(new String[] {" crun, runc ,"})).containsExactly("crun", "runc");
  }

  @Test
  void commandIsAnArrayOrOneText() {
    assertThat(ConfigLists.command(new String[] {"/my pause", "-P"}))
        .containsExactly("/my pause", "-P");
    assertThat(ConfigLists.command(new String[] {"catatonit  -P"}))
        .containsExactly("catatonit", "-P");
  }
}
