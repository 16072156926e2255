// Attempts what a tier should forbid, from inside it.
#pragma once

/// Arguments: a path that was not listed, and the number of a process outside. Prints the name of each attempt that
/// succeeded, one a line. Returns 0 when none did.
int attempts_main(int count, char **arguments);
