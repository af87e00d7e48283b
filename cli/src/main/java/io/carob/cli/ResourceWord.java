package io.carob.cli;

import java.util.ArrayList;
import java.util.List;

/** A resource as people write it: {@code pod web}, {@code pod/web}. */
record ResourceWord(String kind, String name) {

  /** Reads {@code KIND NAME...} or {@code KIND/NAME...}. */
  static List<ResourceWord> parse(List<String> words, ClientCommand command) {
    List<ResourceWord> all = new ArrayList<>();
    if (words.get(0).isBlank()) {
      throw command.usage("\"" + words.get(0) + "\" is no kind of resource");
    }
    if (words.get(0).indexOf('/') < 0) {
      if (words.size() < 2) {
        throw command.usage("A name is missing after " + words.get(0));
      }
      for (String name : words.subList(1, words.size())) {
        if (name.indexOf('/') >= 0) {
          throw command.usage(
              "\"" + words.get(0) + " " + name + "\": write KIND NAME or KIND/NAME, not both");
        }
        all.add(new ResourceWord(words.get(0), name));
      }
      return all;
    }
    for (String word : words) {
      int slash = word.indexOf('/');
      if (slash < 1 || slash == word.length() - 1) {
        throw command.usage("\"" + word + "\" is not KIND/NAME");
      }
      all.add(new ResourceWord(word.substring(0, slash), word.substring(slash + 1)));
    }
    return all;
  }

  /** The path of the resource, or of something of it. */
  Target target(String route, String namespace) {
    return new Target(route, kind, namespace, name);
  }
}
