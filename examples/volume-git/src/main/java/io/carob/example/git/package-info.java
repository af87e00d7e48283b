/** An example of a volume type: what a git repository holds at one revision. */
package io.carob.example.git;
