// Descriptors through which threads and processes wait for one another. The kernel holds the data; only the waiting is
// ours: a call is made once it cannot block, and those who wait try again after every call that could let them.
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <string.h>
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
  int object;       // the first of the files that stand for one object, as the two ends of a pair of sockets do
  unsigned opened;  // how often for writing, by path
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

static int number_of(const struct stat *file) {
  int object = object_of(file);
  return object < 0 ? add_file(file, file_count) : object;
}

void descriptors_pair(const int ends[2]) {
  struct stat file;
  int object = file_count;
  for (int i = 0; i < 2; i++)
    if (fstat(ends[i], &file) == 0) add_file(&file, object);
}

// The scope of what is no process's memory.
static const uint32_t kernel_scope = UINT32_MAX;

// Counters have no file of their own: each process knows them by their descriptors.
enum { DESCRIPTORS = 1 << 10 };

static uint16_t counters[INTERLEAVE_MAX_PROCESSES][DESCRIPTORS];  // by order of creation; 0: none
static uint16_t counter_count;
static char counter_objects[UINT16_MAX];  // their addresses stand for them

static uint16_t counter_of(int descriptor) {
  return descriptor >= 0 && descriptor < DESCRIPTORS ? counters[self->process->number][descriptor] : 0;
}

static void set_counter(int descriptor, uint16_t counter) {
  if (descriptor >= DESCRIPTORS && counter) engine_unmodelled("a counter with a descriptor above 1023", 0);
  if (descriptor >= 0 && descriptor < DESCRIPTORS) counters[self->process->number][descriptor] = counter;
}

bool is_counter(int descriptor) { return counter_of(descriptor) != 0; }

void descriptor_counts(int descriptor) {
  if (counter_count == UINT16_MAX - 1) engine_unmodelled("more than 65534 counters", 0);
  set_counter(descriptor, ++counter_count);
}

void descriptors_copy(const struct process *from, const struct process *to) {
  if (counter_count) memcpy(counters[to->number], counters[from->number], sizeof counters[0]);
}

struct object *descriptor_object(int descriptor) {
  uint16_t counter = counter_of(descriptor);
  if (counter) return object_in(kernel_scope, &counter_objects[counter], INTERLEAVE_COUNTER);
  struct stat file;
  if (fstat(descriptor, &file) != 0) return NULL;
  if (!S_ISFIFO(file.st_mode) && !S_ISSOCK(file.st_mode)) return NULL;
  return object_in(kernel_scope, &files[number_of(&file)], INTERLEAVE_PIPE);
}

struct object *fifo_object(int folder, const char *path, unsigned **opened) {
  struct stat file;
  if (fstatat(folder, path, &file, 0) != 0 || !S_ISFIFO(file.st_mode)) return NULL;
  int number = number_of(&file);
  *opened = &files[number].opened;
  return object_in(kernel_scope, &files[number], INTERLEAVE_PIPE);
}

static struct object *any_descriptor(void) { return object_in(kernel_scope, files, INTERLEAVE_DESCRIPTORS); }

bool is_descriptor(const struct object *object) {
  return object->kind == INTERLEAVE_PIPE || object->kind == INTERLEAVE_COUNTER ||
         object->kind == INTERLEAVE_DESCRIPTORS;
}

void descriptor_changed(struct object *object) {
  order_acquire(object);
  order_release(object);
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
  if (controlled() && error == 0) set_counter(descriptor, 0);
  return error;
}

// A copy of a counter's descriptor is the same counter.
static int copied(int from, int to) {
  if (controlled() && to >= 0) set_counter(to, counter_of(from));
  return to;
}

static int replace(int from, int to, int flags, uintptr_t caller) {
  struct object *object = controlled() && from != to ? descriptor_object(to) : NULL;
  if (object) scheduling_point(INTERLEAVE_CLOSE, object, caller);
  int descriptor = flags < 0 ? REAL(dup2)(from, to) : REAL(dup3)(from, to, flags);
  if (object) descriptor_changed(object);
  return copied(from, descriptor);
}

EXPORT int dup(int from) { return copied(from, (int)note_limit("dup", REAL(dup)(from))); }

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
  int result = REAL(fcntl)(descriptor, command, argument);
  return command == F_DUPFD || command == F_DUPFD_CLOEXEC ? copied(descriptor, result) : result;
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
