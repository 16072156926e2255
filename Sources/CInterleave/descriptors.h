// Waiting for descriptors.
#pragma once

#include "engine.h"

// The object that a descriptor gives access to; null when nobody waits for others through it.
struct object *descriptor_object(int descriptor);
// The object of the FIFO at the path, and how often it was opened for writing; null: there is none.
struct object *fifo_object(int folder, const char *path, unsigned **opened);
// Counters, as `eventfd` makes them.
bool is_counter(int descriptor);
void descriptor_counts(int descriptor);
// Makes the two ends of a pair of sockets one object.
void descriptors_pair(const int ends[2]);
// Lets those who wait for the object try again, and those who wait for any descriptor.
void descriptor_changed(struct object *object);
// Waits until some descriptor changes, or the deadline. True: changed; false: timed out.
bool block_on_descriptors(uint64_t deadline, uintptr_t caller);

struct epoll_event;
// `epoll_wait` as programs call it; libdispatch's is its own.
int epoll_until(int descriptor, struct epoll_event *events, int most, int milliseconds, uintptr_t caller);

// Opens the FIFO at the path once the other side has come, where the kernel would wait; -1 with errno set on failure.
int open_fifo(int folder, const char *path, int flags, struct object *object, unsigned *opened, uintptr_t caller);

bool is_ready(int descriptor, short events);
// Whether calls on the descriptor wait.
bool may_block(int descriptor);
// Waits until a call cannot block.
void await_ready(int descriptor, struct object *object, uint8_t operation, uintptr_t caller);
