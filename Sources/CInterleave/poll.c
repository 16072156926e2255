// Waiting until some descriptor of several is ready, in virtual time.
#define _GNU_SOURCE
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/time.h>

#include "descriptors.h"
#include "real.h"

static uint64_t deadline_in(int milliseconds) {
  return milliseconds < 0 ? FOREVER : engine.now + (uint64_t)milliseconds * 1000000;
}

// A wait for descriptors ends a little late, as the kernel's does: code that goes on while time is left, and finds that
// none is left nor any used up, would never end.
static uint64_t a_little_after(uint64_t deadline) {
  const uint64_t little = 1000;
  return deadline == FOREVER || deadline <= engine.now ? deadline : deadline + little;
}

// A descriptor that others than the execution's threads make ready would be waited for in vain.
static void check(int descriptor, const char *call, uintptr_t caller) {
  if (descriptor >= 0 && !descriptor_object(descriptor)) engine_unmodelled(call, caller);
}

static int poll_until(struct pollfd *descriptors, nfds_t count, uint64_t deadline, const char *call, uintptr_t caller) {
  if (count == 0) {
    sleep_until(deadline, caller);
    return 0;
  }
  scheduling_point(INTERLEAVE_POLL, NULL, caller);
  deadline = a_little_after(deadline);
  bool may_wait = true;
  for (;;) {
    int ready = REAL(poll)(descriptors, count, 0);
    if (ready != 0 || !may_wait || deadline <= engine.now) return ready;
    for (nfds_t i = 0; i < count; i++) check(descriptors[i].fd, call, caller);
    may_wait = block_on_descriptors(deadline, caller);
  }
}

EXPORT int poll(struct pollfd *descriptors, nfds_t count, int milliseconds) {
  if (!controlled()) return REAL(poll)(descriptors, count, milliseconds);
  return poll_until(descriptors, count, deadline_in(milliseconds), "poll", CALLER);
}

EXPORT int ppoll(struct pollfd *descriptors, nfds_t count, const struct timespec *timeout, const sigset_t *mask) {
  if (!controlled()) return REAL(ppoll)(descriptors, count, timeout, mask);
  return poll_until(descriptors, count, deadline_after(timeout), "ppoll", CALLER);
}

static int select_until(
    int count, fd_set *reads, fd_set *writes, fd_set *exceptions, uint64_t deadline, uintptr_t caller) {
  if (count == 0) {
    sleep_until(deadline, caller);
    return 0;
  }
  scheduling_point(INTERLEAVE_POLL, NULL, caller);
  deadline = a_little_after(deadline);
  fd_set *const asked[] = {reads, writes, exceptions};
  fd_set kept[3];
  for (int i = 0; i < 3; i++)
    if (asked[i]) kept[i] = *asked[i];
  bool may_wait = true;
  for (;;) {
    int ready = REAL(select)(count, reads, writes, exceptions, &(struct timeval){0});
    if (ready != 0 || !may_wait || deadline <= engine.now) return ready;
    for (int i = 0; i < 3; i++)
      for (int descriptor = 0; asked[i] && descriptor < count; descriptor++)
        if (FD_ISSET(descriptor, &kept[i])) check(descriptor, "select", caller);
    may_wait = block_on_descriptors(deadline, caller);
    for (int i = 0; i < 3; i++)
      if (asked[i]) *asked[i] = kept[i];
  }
}

EXPORT int select(int count, fd_set *reads, fd_set *writes, fd_set *exceptions, struct timeval *timeout) {
  if (!controlled()) return REAL(select)(count, reads, writes, exceptions, timeout);
  struct timespec duration =
      timeout ? (struct timespec){timeout->tv_sec, timeout->tv_usec * 1000} : (struct timespec){0};
  return select_until(count, reads, writes, exceptions, timeout ? deadline_after(&duration) : FOREVER, CALLER);
}

EXPORT int pselect(
    int count, fd_set *reads, fd_set *writes, fd_set *exceptions, const struct timespec *timeout,
    const sigset_t *mask) {
  if (!controlled()) return REAL(pselect)(count, reads, writes, exceptions, timeout, mask);
  return select_until(count, reads, writes, exceptions, deadline_after(timeout), CALLER);
}

int epoll_until(int descriptor, struct epoll_event *events, int most, int milliseconds, uintptr_t caller) {
  uint64_t deadline = deadline_in(milliseconds);
  scheduling_point(INTERLEAVE_POLL, NULL, caller);
  deadline = a_little_after(deadline);
  bool may_wait = true;
  for (;;) {
    int ready = REAL(epoll_wait)(descriptor, events, most, 0);
    if (ready != 0 || !may_wait || deadline <= engine.now) return ready;
    may_wait = block_on_descriptors(deadline, caller);
  }
}

EXPORT int epoll_pwait(int descriptor, struct epoll_event *events, int most, int milliseconds, const sigset_t *mask) {
  if (!controlled()) return REAL(epoll_pwait)(descriptor, events, most, milliseconds, mask);
  return epoll_until(descriptor, events, most, milliseconds, CALLER);
}
