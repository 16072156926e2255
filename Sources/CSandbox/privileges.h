// What the launcher gives up before it starts a command.
#pragma once

/// Empties every capability set, the bounding set too, and forbids gaining any by exec.
void privileges_drop(void);
