// The folder for a command's temporary files.
#pragma once

#include "options.h"

/// Adds TMPDIR and HOME to the environment. From tier `full` on they name a tmpfs; without namespaces a new
/// folder of the host's, which is returned.
const char *scratch_open(struct options *options);

/// Removes what `scratch_open` made on the host, if it did.
void scratch_close(const char *folder);

/// Removes the folders of launchers that were killed.
void scratch_sweep(void);
