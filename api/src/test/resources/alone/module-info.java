/** Drivers and a program that know nothing of Carob but its API. */
module com.example.alone {
  requires io.carob.api;

  uses io.carob.api.embed.DriverFactory;

  provides io.carob.api.snapshot.SnapshotDriver with
      com.example.alone.Folders;
  provides io.carob.api.volume.VolumePlugin with
      com.example.alone.Scratch;
  provides io.carob.api.embed.DriverFactory with
      com.example.alone.Decorators;
}
