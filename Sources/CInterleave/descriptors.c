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

enum { MAX_FILES = 1 << 10 };

// The kernel's files by order of first use, as their numbers differ from run to run.
static struct {
  dev_t device;
  ino_t number;
  int object;  // the first of the files that stand for one object, as the two ends of a pair of sockets do
} files[MAX_FILES];
static int file_count;

static int object_of(const struct stat *file) {
  for (int i = file_count - 1; i >= 0; i--)
    if (files[i].number == file->st_ino && files[i].device == file->st_dev) return files[i].object;
  return -1;
}

static int add_file(const struct stat *file, int object) {
  if (file_count == MAX_FILES) engine_unmodelled("more than 1024 pipes and sockets", 0);
  files[file_count].device = file->st_dev;
  files[file_count].number = file->st_ino;
  return files[file_count++].object = object;
}

void descriptors_pair(const int ends[2]) {
  struct stat file;
  int object = file_count;
  for (int i = 0; i < 2; i++)
    if (fstat(ends[i], &file) == 0) add_file(&file, object);
}

// The scope of what is no process's memory.
static const uint32_t kernel_scope = UINT32_MAX;

// Counters have no file of their own: they are known by their descriptors.
enum { COUNTERS = 1 << 10 };

static bool counters[COUNTERS];

bool is_counter(int descriptor) { return descriptor >= 0 && descriptor < COUNTERS && counters[descriptor]; }

void descriptor_counts(int descriptor, bool counts) {
  if (descriptor >= COUNTERS && counts) engine_unmodelled("a counter with a descriptor above 1023", 0);
  if (descriptor >= 0 && descriptor < COUNTERS) counters[descriptor] = counts;
}

struct object *descriptor_object(int descriptor) {
  if (is_counter(descriptor)) return object_in(kernel_scope, &counters[descriptor], INTERLEAVE_COUNTER);
  struct stat file;
  if (fstat(descriptor, &file) != 0) return NULL;
  if (!S_ISFIFO(file.st_mode) && !S_ISSOCK(file.st_mode)) return NULL;
  int object = object_of(&file);
  if (object < 0) object = add_file(&file, file_count);
  return object_in(kernel_scope, &files[object], INTERLEAVE_PIPE);
}

static struct object *any_descriptor(void) { return object_in(kernel_scope, files, INTERLEAVE_DESCRIPTORS); }

bool is_descriptor(const struct object *object) {
  return object->kind == INTERLEAVE_PIPE || object->kind == INTERLEAVE_COUNTER ||
         object->kind == INTERLEAVE_DESCRIPTORS;
}

void descriptor_changed(struct object *object) {
  wake_all(object);
  wake_all(any_descriptor());
}

bool block_on_descriptors(uint64_t deadline, uintptr_t caller) {
  return block(INTERLEAVE_POLL, any_descriptor(), deadline, caller);
}

void descriptors_look_again(void) {
  for (int i = 0; i < engine.thread_count; i++) {
    struct thread *thread = engine.threads[i];
    if (thread->state != BLOCKED || !thread->pending || !is_descriptor(thread->pending)) continue;
    thread->state = RUNNABLE;
  }
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
  if (controlled() && error == 0) descriptor_counts(descriptor, false);
  return error;
}

static int replace(int from, int to, int flags, uintptr_t caller) {
  struct object *object = controlled() && from != to ? descriptor_object(to) : NULL;
  if (object) scheduling_point(INTERLEAVE_CLOSE, object, caller);
  int descriptor = flags < 0 ? REAL(dup2)(from, to) : REAL(dup3)(from, to, flags);
  if (object) descriptor_changed(object);
  if (controlled() && descriptor >= 0) descriptor_counts(descriptor, is_counter(from));
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
