package io.carob.it;

import io.carob.api.volume.PublishRequest;
import io.carob.api.volume.PublishedVolume;
import io.carob.api.volume.UnpublishRequest;
import io.carob.api.volume.VolumeFields;
import io.carob.api.volume.VolumePlugin;
import io.carob.linux.fs.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Volumes that say a word.
 *
 * @param name the driver's name
 * @param word the content of the file {@code word}
 */
record WordVolumes(String name, String word) implements VolumePlugin {

  @Override
  public void validate(VolumeFields fields) {}

  @Override
  public PublishedVolume publish(PublishRequest request) {
    try {
      Path content = Files.createDirectories(request.place().resolve("content"));
      Files.writeString(content.resolve("word"), word);
      return new PublishedVolume(content, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void unpublish(UnpublishRequest request) {
    FileTree.remove(request.place().resolve("content"));
  }
}
