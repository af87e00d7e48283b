package io.carob.assembly.conf;

import io.carob.testing.TestJar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A jar that says what can be told to it. */
final class TestBundle {

  static final String METATYPE =
      """
      <metatype:MetaData xmlns:metatype="http://www.osgi.org/xmlns/metatype/v1.2.0">
        <OCD id="a" description="A part.">
          <AD id="snapshotter" type="String" default="overlay" description="Which. (live, since 0.1)"/>
          <AD id="wait.seconds" type="Integer" default="10" min="1" max="60"/>
          <AD id="keep" type="Boolean" default="true"/>
          <AD id="mode" type="String" default="off"><Option label="x" value="off"/><Option label="y" value="on"/></AD>
          <AD id="ports" type="Integer" cardinality="2147483647" default="80,443"/>
          <AD id="key" type="Password"/>
        </OCD>
        <OCD id="b"><AD id="size" type="Integer"/></OCD>
        <Designate pid="org.example.part"><Object ocdref="a"/></Designate>
        <Designate factoryPid="org.example.each"><Object ocdref="b"/></Designate>
      </metatype:MetaData>
      """;

  static final String COMPONENT =
      """
      <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="org.example.Plain"
          configuration-pid="$ org.example.plain"/>
      """;

  private TestBundle() {}

  /** Writes the jar. */
  static Path in(Path folder) {
    try {
      return new TestJar()
          .entry("OSGI-INF/metatype/part.xml", METATYPE)
          .entry("OSGI-INF/part.xml", COMPONENT)
          .entry("OSGI-INF/broken.xml", "<unclosed>")
          .write(folder.resolve("part.jar"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
