// The processes below the calling one, as `/proc` shows them.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct tree {
  bool blind;               // the looking itself failed: somebody took this process's descriptors or memory
  unsigned processes;       // alive
  unsigned listed;          // processes, those that have ended and not been waited for too
  unsigned threads;         // of those; one that has ended and not been waited for counts as one, as in a control group
  uint64_t resident_bytes;  // a page shared by two processes counts twice
  uint64_t cpu_us;          // of those, and of what they have reaped
};

/// Sets the `/proc` to look at, an open folder. Before anything else.
void tree_watch(int proc);

/// Looks at all of them, but stops where there are more threads than `most_threads` (0: no matter how many). Cost:
/// three small reads a process in `/proc`, and one more for each further thread.
struct tree tree_look(uint64_t most_threads);

/// Resident memory with shared pages shared out (PSS), which is dear to ask: of the processes last looked at.
uint64_t tree_proportional_bytes(void);

/// Ends all of them, and waits until the last is gone and reaped.
void tree_end(void);
