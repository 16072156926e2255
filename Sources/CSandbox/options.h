// What the launcher is asked to do, read from its arguments.
#pragma once

#include <stdbool.h>
#include <stdint.h>

/// From the weakest to the strongest. `full+cgroup` also counts the tree's use exactly.
enum tier { TIER_LIMITS, TIER_CONFINED, TIER_FULL, TIER_FULL_CGROUP };

/// A host path, and where the command finds it.
struct mount_request {
  const char *host;
  const char *inside;
  bool writable;
};

/// Every limit is optional: 0 means unlimited.
struct limits {
  uint64_t wall_ms;
  uint64_t cpu_ms;
  uint64_t memory_bytes;
  uint64_t processes;
  uint64_t file_bytes;
  uint64_t open_files;
};

struct options {
  enum tier tier;
  struct limits limits;
  struct mount_request *mounts;
  unsigned mount_count;
  char **environment;
  unsigned environment_count;
  const char *directory;
  uint64_t scratch_bytes;
  int core;
  int control;
  bool fixed_layout;
  char **command;
};

/// Reads the arguments. On a mistake reports which and does not return.
struct options options_parse(int argc, char **argv);

/// Adds `NAME=VALUE` to the command's environment. There is always room for the launcher's own two.
void options_add_environment(struct options *options, const char *setting);
