/** An example of a decorator: sandboxes of another driver, with a record of what they took. */
package io.carob.example.timed;
