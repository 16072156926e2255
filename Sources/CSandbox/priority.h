// Who runs first when a command takes every core.
#pragma once

/// Lets this process and those it forks run soon after they wake, however many others want to.
/// As far as the machine and its user allow.
void priority_raise(void);

/// Offers this process and those it forks to the kernel's out-of-memory killer ahead of all others; of them it takes
/// the largest first.
void priority_offer_to_oom_killer(void);

/// Back to what it was before `priority_raise`: for the command.
void priority_restore(void);
