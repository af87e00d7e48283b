package io.carob.api.surface;

import aQute.bnd.differ.DiffPluginImpl;
import aQute.bnd.header.Attrs;
import aQute.bnd.header.Parameters;
import aQute.bnd.osgi.Jar;
import aQute.bnd.service.diff.Delta;
import aQute.bnd.service.diff.Tree;
import aQute.bnd.service.diff.Type;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What bnd compares of a release, as text: one line for each package's version, and then bnd's tree
 * of the API, one line for each element, indented by a blank for each level. A jar in its place
 * could not be reviewed.
 */
record BaselineText(Parameters exports, Tree tree) {

  private static final String API = "<api>";
  private static final String EXPORT = "export ";

  /** What a jar has. */
  static BaselineText of(Path jar) throws Exception {
    try (Jar read = new Jar(jar.toFile())) {
      return new BaselineText(
          new Parameters(read.getManifest().getMainAttributes().getValue("Export-Package")),
          new DiffPluginImpl().tree(read));
    }
  }

  /** What {@link #write} has written. */
  static BaselineText read(Path file) throws Exception {
    Parameters exports = new Parameters();
    Deque<Node> above = new ArrayDeque<>();
    Node root = new Node(Type.BUNDLE, Delta.MAJOR, Delta.MAJOR, "baseline", new ArrayList<>());
    above.push(root);
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith(EXPORT)) {
        String[] words = line.split(" ", 3);
        Attrs version = new Attrs();
        version.put("version", words[2]);
        exports.put(words[1], version);
      } else {
        String text = line.stripLeading();
        while (above.size() > line.length() - text.length() + 1) {
          above.pop();
        }
        Node node = Node.of(text);
        above.getFirst().children().add(node);
        above.push(node);
      }
    }
    return new BaselineText(exports, new DiffPluginImpl().deserialize(root.data()));
  }

  /** Writes it down. */
  void write(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    exports.forEach((name, attributes) -> lines.add(EXPORT + name + " " + attributes.getVersion()));
    add(lines, tree.get(API), "");
    Files.createDirectories(file.getParent());
    Files.write(file, lines);
  }

  private static void add(List<String> lines, Tree element, String indent) {
    lines.add(
        "%s%s %s %s %s"
            .formatted(
                indent,
                element.getType(),
                element.ifAdded(),
                element.ifRemoved(),
                element.getName()));
    for (Tree child : element.getChildren()) {
      add(lines, child, indent + " ");
    }
  }

  /** One line. */
  private record Node(Type type, Delta add, Delta remove, String name, List<Node> children) {

    static Node of(String text) {
      String[] words = text.split(" ", 4);
      return new Node(
          Type.valueOf(words[0]),
          Delta.valueOf(words[1]),
          Delta.valueOf(words[2]),
          words[3],
          new ArrayList<>());
    }

    Tree.Data data() {
      Tree.Data data = new Tree.Data();
      data.type = type;
      data.add = add;
      data.rem = remove;
      data.name = name;
      data.children = children.stream().map(Node::data).toArray(Tree.Data[]::new);
      return data;
    }
  }
}
