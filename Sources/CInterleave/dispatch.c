// What libdispatch needs of its event loop: descriptors of its own, and a manager thread that waits
// for them until it is poked. Its timers never fire: the only one it sets by itself counts idle
// workers, and the exercise's are refused by name.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "engine.h"
#include "real.h"

// Allows the call to libdispatch alone.
#define DISPATCH_ONLY(result, name, parameters, arguments)                        \
  EXPORT result name parameters {                                                 \
    if (controlled() && !from_dispatch(CALLER)) engine_unmodelled(#name, CALLER); \
    return REAL(name) arguments;                                                  \
  }

DISPATCH_ONLY(int, epoll_create1, (int flags), (flags))
DISPATCH_ONLY(int, eventfd, (unsigned value, int flags), (value, flags))
DISPATCH_ONLY(int, timerfd_create, (int clock, int flags), (clock, flags))

static const char event_loop;  // its address stands for the one loop of a process

EXPORT int epoll_wait(int descriptor, struct epoll_event *events, int most, int milliseconds) {
  if (!controlled()) return REAL(epoll_wait)(descriptor, events, most, milliseconds);
  if (!from_dispatch(CALLER)) engine_unmodelled("epoll_wait", CALLER);
  for (;;) {
    int ready = REAL(epoll_wait)(descriptor, events, most, 0);
    if (ready != 0 || milliseconds == 0) return ready;
    block(INTERLEAVE_WAIT, object_at(&event_loop, INTERLEAVE_EVENT_LOOP), FOREVER, CALLER);
  }
}

EXPORT int eventfd_write(int descriptor, eventfd_t value) {
  int error = REAL(eventfd_write)(descriptor, value);
  if (controlled()) wake_all(object_at(&event_loop, INTERLEAVE_EVENT_LOOP));
  return error;
}

EXPORT int timerfd_settime(int descriptor, int flags, const struct itimerspec *value, struct itimerspec *old) {
  if (!controlled()) return REAL(timerfd_settime)(descriptor, flags, value, old);
  return 0;
}

void dispatch_after(uint64_t when, void *queue, void *block);
void dispatch_after_f(uint64_t when, void *queue, void *context, void (*work)(void *));
void *dispatch_source_create(const void *type, uintptr_t handle, uintptr_t mask, void *queue);

EXPORT void dispatch_after(uint64_t when, void *queue, void *block) {
  if (controlled() && !from_dispatch(CALLER)) engine_unmodelled("dispatch_after", CALLER);
  REAL(dispatch_after)(when, queue, block);
}

EXPORT void dispatch_after_f(uint64_t when, void *queue, void *context, void (*work)(void *)) {
  if (controlled() && !from_dispatch(CALLER)) engine_unmodelled("dispatch_after_f", CALLER);
  REAL(dispatch_after_f)(when, queue, context, work);
}

EXPORT void *dispatch_source_create(const void *type, uintptr_t handle, uintptr_t mask, void *queue) {
  if (controlled() && !from_dispatch(CALLER)) engine_unmodelled("dispatch_source_create", CALLER);
  return REAL(dispatch_source_create)(type, handle, mask, queue);
}

// The manager looks whether its workers run or wait, in files that know nothing of virtual
// threads: it reads what holds under control.
static int open_thread_status(const char *path) {
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

EXPORT int open(const char *path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = (mode_t)va_arg(list, int);
  va_end(list);
  int status = controlled() && from_dispatch(CALLER) ? open_thread_status(path) : -1;
  return status >= 0 ? status : REAL(open)(path, flags, mode);
}
