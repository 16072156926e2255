// The control groups of tier `full+cgroup`: the kernel's own account of the whole tree.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "options.h"

/// What the tree has used, all that has ended included.
struct cgroup_use {
  uint64_t cpu_us;
  uint64_t peak_bytes;    // memory of every kind: of files, pipes and shared memory too
  bool out_of_memory;     // the kernel has ended a process at the limit
  bool out_of_processes;  // a process or thread was refused at the limit
};

/// Makes a new group with these limits. Never one that was used before: after a kill the children of a group's next
/// processes die at once (seen on Linux 6.18).
void cgroup_open(const struct limits *limits);

/// Between the launcher, which makes the group, and the supervisor, which isolates itself meanwhile.
void cgroup_hand_over(int socket);
void cgroup_take_over(int socket);

/// Moves this process into the group.
void cgroup_join(void);

struct cgroup_use cgroup_look(void);

/// Removes the group, which must be empty.
void cgroup_close(void);

/// Removes the groups of launchers that were killed.
void cgroup_sweep(void);
