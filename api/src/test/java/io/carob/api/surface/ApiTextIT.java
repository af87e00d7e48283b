package io.carob.api.surface;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every change of what others can see is a change of {@code api/api.txt}, for all to review. */
class ApiTextIT {

  private static final Path WRITTEN = ApiJar.file("api.txt");

  @Test
  void theApiIsWhatIsWrittenDown() throws Exception {
    List<String> now = ApiText.lines();
    if (Boolean.getBoolean("carob.api.write")) {
      Files.write(WRITTEN, now);
    }
    List<String> written = Files.readAllLines(WRITTEN);
    List<String> difference = new ArrayList<>();
    written.stream()
        .filter(line -> !now.contains(line))
        .forEach(l -> difference.add("- " + l.strip()));
    now.stream()
        .filter(line -> !written.contains(line))
        .forEach(l -> difference.add("+ " + l.strip()));
    assertThat(difference)
        .as(
            "what others can see of the API has changed; if that is meant, run `./carob api`, commit"
                + " api/api.txt, and add to CHANGELOG.md what authors must know")
        .isEmpty();
    assertThat(now).as("the order of api/api.txt; `./carob api` writes it").isEqualTo(written);
  }
}
