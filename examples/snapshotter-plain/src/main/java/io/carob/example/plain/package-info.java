/** An example of a snapshot driver: every snapshot is a full copy of its parent's tree. */
package io.carob.example.plain;
