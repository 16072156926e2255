// Timers in virtual time, and whose they are.
#pragma once

#include "engine.h"

// ---- timers.c
// Makes the descriptors ready whose time has come.
void timers_fire(void);
// When the next one is due; FOREVER: none is set.
uint64_t timers_next(void);

// ---- dispatch.c
// Makes the event loop look again.
void dispatch_loop_changed(void);
// Whether a timer of the exercise's is still to come, not only the pool's own.
bool dispatch_timers_pending(void);
