// What the launcher gives up before it starts a command.
#pragma once

/// Empties every capability set, the bounding set too, and forbids gaining any by exec.
void privileges_drop(void);

/// The same, but for one capability that gives the supervisor nothing it lacks, CAP_KILL. The kernel refuses a process
/// without it, such as the command, to renice or reschedule one that has it.
void privileges_drop_for_supervisor(void);
