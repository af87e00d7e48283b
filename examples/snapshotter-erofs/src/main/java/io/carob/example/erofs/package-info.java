/** An example of a snapshot driver: layers of images are packed, read-only file systems. */
package io.carob.example.erofs;
