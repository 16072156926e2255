// The memory that an execution allocates.
#pragma once

#include "engine.h"

// Called as an execution begins.
void heap_begin(void);
// Whether there is one: not before an execution, nor where its addresses are taken.
bool heap_exists(void);
bool heap_owns(const void *block);
// Null when there is no more memory. The alignment is a power of two.
void *heap_allocate(size_t size, size_t alignment, bool zeroed);
// How many bytes the block has room for.
size_t heap_size(const void *block);
void heap_release(void *block);
