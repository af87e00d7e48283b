package io.carob.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How the answer is printed. */
final class OutputOption {

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      converter = Form.class,
      description = "wide, json, yaml or name.")
  @Nullable String form;

  /** A word that names a form. */
  static final class Form implements ITypeConverter<String> {

    private static final List<String> FORMS = List.of("wide", "json", "yaml", "name");

    @Override
    public String convert(String word) {
      if (!FORMS.contains(word)) {
        throw new TypeConversionException(
            "must be one of " + String.join(", ", FORMS) + ", but is \"" + word + "\"");
      }
      return word;
    }
  }
}
