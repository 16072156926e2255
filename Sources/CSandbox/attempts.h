// Attempts what a tier should forbid, from inside it.
#pragma once

/// Arguments: a file that was not listed, and the number of a process outside. Prints a line for each attempt:
/// `stopped` or `succeeded`, the weakest tier that stops it, and what was attempted, separated by tabs.
int attempts_main(int count, char **arguments);
