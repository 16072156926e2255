// Timers that are descriptors, in virtual time. The real one is made ready when its time has come, so that whatever
// looks at the descriptor sees it; it never runs by itself.
#define _GNU_SOURCE
#include "timers.h"

#include <poll.h>
#include <sys/timerfd.h>

#include "real.h"

enum { MAX_TIMERS = 64 };

static struct timer {
  int descriptor;
  clockid_t clock;
  uint64_t deadline;  // FOREVER: not set
  uint64_t interval;  // 0: once
} timers[MAX_TIMERS];
static int timer_count;

static struct timer *timer_at(int descriptor) {
  for (int i = 0; i < timer_count; i++)
    if (timers[i].descriptor == descriptor) return &timers[i];
  return NULL;
}

void timers_fire(void) {
  for (int i = 0; i < timer_count; i++) {
    struct timer *timer = &timers[i];
    if (timer->deadline > engine.now) continue;
    uint64_t missed = timer->interval ? (engine.now - timer->deadline) / timer->interval : 0;
    timer->deadline = timer->interval ? timer->deadline + (missed + 1) * timer->interval : FOREVER;
    const struct itimerspec past = {.it_value.tv_nsec = 1};
    REAL(timerfd_settime)(timer->descriptor, TFD_TIMER_ABSTIME, &past, NULL);
    REAL(poll)(&(struct pollfd){.fd = timer->descriptor, .events = POLLIN}, 1, -1);
  }
}

uint64_t timers_next(void) {
  uint64_t next = FOREVER;
  for (int i = 0; i < timer_count; i++)
    if (timers[i].deadline < next) next = timers[i].deadline;
  return next;
}

static struct timespec timespec_of(uint64_t nanoseconds) {
  return (struct timespec){.tv_sec = (time_t)(nanoseconds / 1000000000), .tv_nsec = (long)(nanoseconds % 1000000000)};
}

static struct itimerspec remaining(const struct timer *timer) {
  struct itimerspec left = {.it_interval = timespec_of(timer->interval)};
  if (timer->deadline != FOREVER)
    left.it_value = timespec_of(timer->deadline > engine.now ? timer->deadline - engine.now : 1);
  return left;
}

EXPORT int timerfd_create(int clock, int flags) {
  int descriptor = REAL(timerfd_create)(clock, flags);
  if (!controlled() || descriptor < 0) return descriptor;
  if (!from_dispatch(CALLER)) engine_unmodelled("timerfd_create", CALLER);
  struct timer *timer = timer_at(descriptor);
  if (!timer && timer_count == MAX_TIMERS) engine_unmodelled("more than 64 timers", CALLER);
  if (!timer) timer = &timers[timer_count++];
  *timer = (struct timer){.descriptor = descriptor, .clock = clock, .deadline = FOREVER};
  return descriptor;
}

EXPORT int timerfd_settime(int descriptor, int flags, const struct itimerspec *value, struct itimerspec *old) {
  struct timer *timer = controlled() ? timer_at(descriptor) : NULL;
  if (!timer) return REAL(timerfd_settime)(descriptor, flags, value, old);
  if (old) *old = remaining(timer);
  const struct itimerspec never = {0};
  REAL(timerfd_settime)(descriptor, 0, &never, NULL);
  bool is_set = value->it_value.tv_sec || value->it_value.tv_nsec;
  uint64_t deadline =
      flags & TFD_TIMER_ABSTIME ? deadline_at(timer->clock, &value->it_value) : deadline_after(&value->it_value);
  timer->deadline = is_set ? deadline : FOREVER;
  timer->interval = (uint64_t)value->it_interval.tv_sec * 1000000000 + (uint64_t)value->it_interval.tv_nsec;
  dispatch_loop_changed();
  return 0;
}

EXPORT int timerfd_gettime(int descriptor, struct itimerspec *value) {
  const struct timer *timer = controlled() ? timer_at(descriptor) : NULL;
  if (!timer) return REAL(timerfd_gettime)(descriptor, value);
  *value = remaining(timer);
  return 0;
}
