// What the detection of races asks of order, and order of it.
#pragma once

#include "engine.h"

// How far into another thread's work everything comes before what `thread` does now; into its own: how far it is.
uint32_t order_time(const struct thread *thread, int of);

// What the calling thread has done comes before whatever the others do from now on; the other way round.
void order_release_to_all(void);
void order_acquire_from_all(void);

// ---- Addresses, which order threads as objects do: atomic variables, counts of references.
void order_release_at(const void *address);
void order_acquire_at(const void *address);
void order_forget_at(const void *address);

// ---- redirect.c
// From now on all calls of the function are calls of the other; false with errno set on failure.
bool redirect(void *function, const void *to);

// ---- dispatch_order.c
// Before something of the exercise is handed to libdispatch or returns to it; after libdispatch lets something go on.
void order_release_dispatch(void);
void order_acquire_dispatch(void);
