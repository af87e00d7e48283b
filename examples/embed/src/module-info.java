/** A program with a node of its own. It knows the API alone. */
module io.carob.example.embed {
  requires io.carob.api;
}
