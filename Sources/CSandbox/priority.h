// Who runs first when a command takes every core.
#pragma once

/// Lets this process and those it forks run soon after they wake, however many others want to.
/// As far as the machine and its user allow.
void priority_raise(void);

/// Back to what it was before `priority_raise`: for the command.
void priority_restore(void);
