// The command: the last steps before it takes over the process.
#pragma once

#include "options.h"

/// Limits this process, leaves it standard input, output and error only, and becomes the command.
/// `scratch` is its temporary folder, if that is one of the host's.
_Noreturn void command_become(const struct options *options, const char *scratch);
