// Wake-ups that no thread causes, where the property allows them.
#pragma once

#include "engine.h"

// The blocked threads that could be woken now; gives how many.
int early_candidates(struct thread **candidates);
// The index of one of `count` to wake now; -1: none. A strategy that follows a schedule finds them there.
int early_choice(int count);
void wake_early(struct thread *thread);
