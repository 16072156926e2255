// Watches a command from the process above it, and ends what exceeds a limit.
#pragma once

#include <sys/types.h>

#include "options.h"

/// Keeps for `supervise` the signals that tell of a child's end, and of the launcher's. A child inherits that.
void supervisor_block_signals(void);

/// Waits for `command`, a child of the calling process, or for a limit or the caller to end it; then ends what it
/// left behind, and reports.
void supervise(pid_t command, const struct options *options);

/// Microseconds of the clock that only goes forward.
uint64_t now_us(void);

/// Whether the caller has closed its end of the control descriptor, waiting up to `milliseconds`
/// for that or for `other` to become readable.
bool wait_for_caller(int control, int other, int milliseconds);
