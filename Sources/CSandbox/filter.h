// The system calls that a command may not make.
#pragma once

#include "options.h"

/// Installs the filter, for this process and all it starts. Needs no-new-privileges.
void filter_install(enum tier tier);
