/** An example of a snapshot driver: every snapshot is a subvolume of btrfs. */
package io.carob.example.btrfs;
