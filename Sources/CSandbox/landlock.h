// The file system of tier `confined`: the host's, of which only what was listed can be opened.
#pragma once

#include "options.h"

/// Confines this process and all it starts to the listed paths, `scratch` and what every program needs. No signal and
/// no connection to an abstract Unix socket leaves it. Needs no-new-privileges.
void landlock_confine(const struct options *options, const char *scratch);
