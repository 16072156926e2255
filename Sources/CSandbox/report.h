// How a command ended, or which step of the launcher failed: one line for whoever called.
#pragma once

#include <stdbool.h>
#include <stdint.h>

/// Why the launcher, rather than the command itself, put an end to it.
enum cause {
  CAUSE_NONE,
  CAUSE_WALL,
  CAUSE_CPU,
  CAUSE_MEMORY,
  CAUSE_PROCESSES,
  CAUSE_THREADS,
  CAUSE_FILE_SIZE,
  CAUSE_DISK,   // the command failed, and a temporary folder is full
  CAUSE_FILES,  // likewise, of files
  CAUSE_CALLER,
  CAUSE_TAMPERED,  // the command blinded or killed the process that watches it
};

struct ending {
  int status;  // as `wait` gives it
  enum cause cause;
  uint64_t wall_us;
  uint64_t cpu_us;      // of the whole tree
  uint64_t peak_bytes;  // of the whole tree, polled; at least that of the largest process
  unsigned strays;      // processes that were left when the command ended
};

/// Makes the memory in which the launcher's processes report. `exec` takes it from the command.
void report_open(void);

/// From here on the line goes to the caller's descriptor. Before, and without one, to standard error.
void report_to(int descriptor);

/// In a child: failures are noted, and the launcher itself prints them.
void report_as_child(void);

/// Notes that `call` failed on `path` as `errno` says, and what to do about it. Ends this process.
_Noreturn void fail(const char *call, const char *path, const char *remedy);

/// Notes how the command ended, unless a failure was noted first.
void report_ending(const struct ending *ending);

bool report_is_empty(void);

/// Prints the line.
void report_print(void);
