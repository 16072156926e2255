// The file system of tier `full`: only what was listed exists.
#pragma once

#include "options.h"

/// Where a command keeps its temporary files: a tmpfs of `scratch_bytes`, gone with the command.
#define SCRATCH_INSIDE "/tmp"

/// Builds a root from the listed paths and moves into it; the host's files are then out of reach.
/// Returns the folder of a `/proc` of its own, which hides no process, for the supervisor to watch.
int filesystem_enter(const struct options *options);
