// The detection of data races, and what has to tell it of memory.
#pragma once

#include "engine.h"

// `kind`: of enum interleave_access. Called when the calling thread makes the access.
void race_check(uintptr_t address, size_t size, uint8_t kind, uintptr_t caller);
// What was done to the memory says nothing about what will be: it was given out anew.
void races_forget(const void *address, size_t size);
// In a child process: other threads' accesses stayed behind.
void races_begin_process(void);
