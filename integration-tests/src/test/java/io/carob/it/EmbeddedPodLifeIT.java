package io.carob.it;

/** The life of single pods in the home of a plain Java program. */
class EmbeddedPodLifeIT extends PodLifeCases {

  @Override
  PodHome open() {
    return new EmbeddedHome();
  }
}
