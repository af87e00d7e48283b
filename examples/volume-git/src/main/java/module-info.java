/** The driver as a module: closed, made by its factory, which {@code ServiceLoader} finds. */
module io.carob.example.git {
  requires io.carob.api;
  requires io.carob.linux;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.service.metatype.annotations;

  provides io.carob.api.embed.DriverFactory with
      io.carob.example.git.GitDrivers;
}
