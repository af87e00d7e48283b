/** The driver as a module of Java: closed, found by {@link java.util.ServiceLoader}. */
module io.carob.example.erofs {
  requires io.carob.api;
  requires io.carob.linux;
  requires static org.osgi.service.component.annotations;

  provides io.carob.api.snapshot.SnapshotDriver with
      io.carob.example.erofs.ErofsSnapshotDriver;
}
