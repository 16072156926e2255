// What libdispatch needs of its event loop: descriptors of its own, and a manager thread that waits
// for them until it is poked or a timer is due.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <unistd.h>

#include "descriptors.h"
#include "order.h"
#include "real.h"
#include "timers.h"

static const char event_loop;  // its address stands for the one loop of a process

static struct object *loop_object(void) { return object_at(&event_loop, INTERLEAVE_EVENT_LOOP); }

void dispatch_loop_changed(void) { wake_all(loop_object()); }

EXPORT int epoll_wait(int descriptor, struct epoll_event *events, int most, int milliseconds) {
  if (!controlled()) return REAL(epoll_wait)(descriptor, events, most, milliseconds);
  if (!from_dispatch(CALLER)) return epoll_until(descriptor, events, most, milliseconds, CALLER);
  uint64_t deadline = milliseconds < 0 ? FOREVER : engine.now + (uint64_t)milliseconds * 1000000;
  for (;;) {
    timers_fire();
    int ready = REAL(epoll_wait)(descriptor, events, most, 0);
    if (ready != 0 || deadline <= engine.now) return ready;
    uint64_t next = timers_next();
    block(INTERLEAVE_WAIT, loop_object(), next < deadline ? next : deadline, CALLER);
  }
}

// The manager looks whether its workers run or wait, in files that know nothing of virtual
// threads: it reads what holds under control.
int open_thread_status(const char *path) {
  int id;
  char end;
  if (sscanf(path, "/proc/%d/stat%c", &id, &end) != 1) return -1;
  const struct thread *thread = thread_with_id((uint32_t)id);
  if (!thread) return -1;
  int descriptor = memfd_create("stat", MFD_CLOEXEC);
  if (descriptor < 0) return -1;
  dprintf(descriptor, "%d (dispatch) %c ", id, thread->state == RUNNABLE ? 'R' : 'S');
  lseek(descriptor, 0, SEEK_SET);
  return descriptor;
}

// `dispatch_main`, by which asynchronous programs wait, ends the main thread but for this, so that the process goes on.
EXPORT int sigsuspend(const sigset_t *mask) {
  if (!controlled()) return REAL(sigsuspend)(mask);
  if (!from_dispatch(CALLER)) engine_unmodelled("sigsuspend", CALLER);
  block(INTERLEAVE_WAIT, NULL, FOREVER, CALLER);
  errno = EINTR;
  return -1;
}

// ---- The exercise's timers -------------------------------------------------------------------

// The pool sets a timer of its own, to look after its workers once a second. It alone moves no clock; the event loop
// does so while the exercise has a timer to come.

enum { MAX_REPEATING = 64 };

static uint64_t last_deadline;  // of the timers that fire once
static const void *repeating[MAX_REPEATING];
static int repeating_count;

bool dispatch_timers_pending(void) { return engine.now < last_deadline || repeating_count > 0; }

// Two bits tell a moment's clock: none, the time since boot; both, the calendar's, negated.
static uint64_t deadline_of(uint64_t when) {
  const uint64_t second = 1000000000, forever = UINT64_MAX, mark = 1ull << 63, calendar = 1ull << 62;
  if (when == forever) return 0;
  bool is_calendar = when & mark && when & calendar;
  uint64_t time = is_calendar ? -when : when & ~mark;
  struct timespec moment = {.tv_sec = (time_t)(time / second), .tv_nsec = (long)(time % second)};
  return deadline_at(is_calendar ? CLOCK_REALTIME : CLOCK_MONOTONIC, &moment);
}

static void note_timer(uint64_t when) {
  uint64_t deadline = deadline_of(when);
  if (deadline > last_deadline) last_deadline = deadline;
}

static void forget_repeating(const void *source) {
  for (int i = 0; i < repeating_count; i++)
    if (repeating[i] == source) repeating[i--] = repeating[--repeating_count];
}

// What Dispatch keeps of its objects shows in no hook.
#define UNSEEN(name, parameters, arguments)                       \
  void *name parameters;                                          \
  EXPORT void *name parameters {                                  \
    if (controlled() && !from_dispatch(CALLER)) observe_unseen(); \
    return REAL(name) arguments;                                  \
  }

UNSEEN(dispatch_semaphore_create, (intptr_t value), (value))
UNSEEN(dispatch_group_create, (void), ())
UNSEEN(dispatch_queue_create, (const char *label, void *attributes), (label, attributes))
UNSEEN(
    dispatch_queue_create_with_target, (const char *label, void *attributes, void *target), (label, attributes, target))
UNSEEN(dispatch_get_global_queue, (intptr_t identifier, uintptr_t flags), (identifier, flags))

void dispatch_after(uint64_t when, void *queue, void *block);
void dispatch_after_f(uint64_t when, void *queue, void *context, void (*work)(void *));
void *dispatch_source_create(const void *type, uintptr_t handle, uintptr_t mask, void *queue);
void dispatch_source_set_timer(void *source, uint64_t start, uint64_t interval, uint64_t leeway);
void dispatch_source_cancel(void *source);
extern const char _dispatch_source_type_timer __attribute__((weak));
extern const char _dispatch_source_type_data_add __attribute__((weak));
extern const char _dispatch_source_type_data_or __attribute__((weak));
extern const char _dispatch_source_type_data_replace __attribute__((weak));

EXPORT void dispatch_after(uint64_t when, void *queue, void *block) {
  if (controlled() && !from_dispatch(CALLER)) note_timer(when);
  order_release_dispatch();
  REAL(dispatch_after)(when, queue, block);
}

EXPORT void dispatch_after_f(uint64_t when, void *queue, void *context, void (*work)(void *)) {
  if (controlled() && !from_dispatch(CALLER)) note_timer(when);
  order_release_dispatch();
  REAL(dispatch_after_f)(when, queue, context, work);
}

EXPORT void *dispatch_source_create(const void *type, uintptr_t handle, uintptr_t mask, void *queue) {
  const char *known = type;
  bool waits_for_threads = known == &_dispatch_source_type_timer || known == &_dispatch_source_type_data_add ||
                           known == &_dispatch_source_type_data_or || known == &_dispatch_source_type_data_replace;
  if (controlled() && !from_dispatch(CALLER) && !waits_for_threads)
    engine_unmodelled("dispatch_source_create for descriptors, signals or processes", CALLER);
  return REAL(dispatch_source_create)(type, handle, mask, queue);
}

EXPORT void dispatch_source_set_timer(void *source, uint64_t start, uint64_t interval, uint64_t leeway) {
  if (controlled() && !from_dispatch(CALLER)) {
    forget_repeating(source);
    note_timer(start);
    if (repeating_count == MAX_REPEATING) engine_unmodelled("more than 64 repeating timers", CALLER);
    if (interval < INT64_MAX) repeating[repeating_count++] = source;
  }
  REAL(dispatch_source_set_timer)(source, start, interval, leeway);
}

EXPORT void dispatch_source_cancel(void *source) {
  if (controlled()) forget_repeating(source);
  REAL(dispatch_source_cancel)(source);
}
