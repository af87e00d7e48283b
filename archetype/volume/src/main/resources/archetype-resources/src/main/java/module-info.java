/** The driver as a module of Java: closed, found by {@link java.util.ServiceLoader}. */
module ${package} {
  requires io.carob.api;
  requires io.carob.linux;
  requires static org.osgi.service.component.annotations;

  provides io.carob.api.volume.VolumePlugin with
      ${package}.${className};
}
