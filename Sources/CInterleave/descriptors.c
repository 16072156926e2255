// Descriptors through which threads and processes wait for one another. The kernel holds the data; only the waiting is
// ours: a call is made once it cannot block, and those who wait try again after every call that could let them.
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "descriptors.h"
#include "real.h"

enum { MAX_PAIRS = 1 << 9 };

// Files, known by their number, that stand for one object with another: the two ends of a pair of sockets.
static struct {
  ino_t end, other;
} pairs[MAX_PAIRS];
static int pair_count;

void descriptors_pair(const int ends[2], uintptr_t caller) {
  struct stat end, other;
  if (fstat(ends[1], &end) != 0 || fstat(ends[0], &other) != 0) return;
  if (pair_count == MAX_PAIRS) engine_unmodelled("more than 512 pairs of sockets", caller);
  pairs[pair_count].end = end.st_ino;
  pairs[pair_count++].other = other.st_ino;
}

// Named by the kernel's number of the file, which is none of the processes' addresses.
enum { FILES = UINT32_MAX };

struct object *descriptor_object(int descriptor) {
  struct stat file;
  if (fstat(descriptor, &file) != 0) return NULL;
  if (!S_ISFIFO(file.st_mode) && !S_ISSOCK(file.st_mode)) return NULL;
  ino_t number = file.st_ino;
  for (int i = 0; i < pair_count; i++)
    if (pairs[i].end == number) number = pairs[i].other;
  return object_in((uint32_t)FILES, (const void *)number, INTERLEAVE_PIPE);
}

static struct object *any_descriptor(void) {
  return object_in((uint32_t)FILES, (const void *)-1, INTERLEAVE_DESCRIPTORS);
}

bool is_descriptor(const struct object *object) {
  return object->kind == INTERLEAVE_PIPE || object->kind == INTERLEAVE_DESCRIPTORS;
}

void descriptor_changed(struct object *object) {
  wake_all(object);
  wake_all(any_descriptor());
}

bool block_on_descriptors(uint64_t deadline, uintptr_t caller) {
  return block(INTERLEAVE_POLL, any_descriptor(), deadline, caller);
}

bool descriptors_look_again(void) {
  bool found = false;
  for (int i = 0; i < engine.thread_count; i++) {
    struct thread *thread = engine.threads[i];
    if (thread->state != BLOCKED || !thread->pending || !is_descriptor(thread->pending)) continue;
    thread->state = RUNNABLE;
    found = true;
  }
  return found;
}

bool is_ready(int descriptor, short events) {
  struct pollfd state = {.fd = descriptor, .events = events};
  return REAL(poll)(&state, 1, 0) != 0;
}

bool may_block(int descriptor) { return !(REAL(fcntl)(descriptor, F_GETFL) & O_NONBLOCK); }

void await_ready(int descriptor, struct object *object, uint8_t operation, uintptr_t caller) {
  short events = operation == INTERLEAVE_SEND ? POLLOUT : POLLIN;
  while (!is_ready(descriptor, events)) block(operation, object, FOREVER, caller);
}

// ---- Closing ---------------------------------------------------------------------------------

EXPORT int close(int descriptor) {
  struct object *object = controlled() ? descriptor_object(descriptor) : NULL;
  if (object) scheduling_point(INTERLEAVE_CLOSE, object, CALLER);
  int error = REAL(close)(descriptor);
  if (object) descriptor_changed(object);
  return error;
}

static int replace(int from, int to, int flags, uintptr_t caller) {
  struct object *object = controlled() && from != to ? descriptor_object(to) : NULL;
  if (object) scheduling_point(INTERLEAVE_CLOSE, object, caller);
  int descriptor = flags < 0 ? REAL(dup2)(from, to) : REAL(dup3)(from, to, flags);
  if (object) descriptor_changed(object);
  return descriptor;
}

EXPORT int dup2(int from, int to) { return replace(from, to, -1, CALLER); }

EXPORT int dup3(int from, int to, int flags) { return replace(from, to, flags, CALLER); }

EXPORT int shutdown(int descriptor, int how) {
  struct object *object = controlled() ? descriptor_object(descriptor) : NULL;
  if (object) scheduling_point(INTERLEAVE_CLOSE, object, CALLER);
  int error = REAL(shutdown)(descriptor, how);
  if (object) descriptor_changed(object);
  return error;
}

// ---- What would wait past us -----------------------------------------------------------------

static int control(int descriptor, int command, void *argument, uintptr_t caller) {
  if (controlled() && (command == F_SETLKW || command == F_OFD_SETLKW))
    engine_unmodelled("fcntl that waits for a lock on a file", caller);
  return REAL(fcntl)(descriptor, command, argument);
}

EXPORT int fcntl(int descriptor, int command, ...) {
  va_list list;
  va_start(list, command);
  void *argument = va_arg(list, void *);
  va_end(list);
  return control(descriptor, command, argument, CALLER);
}

EXPORT int fcntl64(int descriptor, int command, ...) {
  va_list list;
  va_start(list, command);
  void *argument = va_arg(list, void *);
  va_end(list);
  return control(descriptor, command, argument, CALLER);
}

// Streams read and write inside the C library, where nothing of ours comes between.
EXPORT FILE *fdopen(int descriptor, const char *mode) {
  if (controlled() && descriptor_object(descriptor)) engine_unmodelled("fdopen of a pipe or a socket", CALLER);
  return REAL(fdopen)(descriptor, mode);
}
