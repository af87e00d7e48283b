package io.carob.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;

/**
 * What a command reads and writes.
 *
 * @param in its input
 * @param out its output; bytes of the service pass through unchanged
 * @param err messages for people
 * @param env the environment
 */
record Terminal(InputStream in, PrintStream out, PrintStream err, Map<String, String> env) {}
