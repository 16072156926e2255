// Virtual time: clocks that stand still while anything runs, and sleeps that cost nothing.
#define _GNU_SOURCE
#include <limits.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/times.h>
#include <unistd.h>

#include "engine.h"
#include "real.h"

static const uint64_t second = 1000000000;
static const uint64_t shortest_sleep = 1000;
// Every execution begins at the same moment: 2026-01-01 00:00:00 UTC, a thousand seconds after boot.
static const uint64_t realtime_origin = 1767225600u * 1000000000ull;
static const uint64_t monotonic_origin = 1000ull * 1000000000ull;

static bool is_realtime(clockid_t clock) {
  return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_TAI ||
         clock == CLOCK_REALTIME_ALARM;
}

// Processor clocks read as elapsed virtual time.
static uint64_t origin_of(clockid_t clock) {
  if (is_realtime(clock)) return realtime_origin;
  if (clock < 0 || clock == CLOCK_PROCESS_CPUTIME_ID || clock == CLOCK_THREAD_CPUTIME_ID) return 0;
  return monotonic_origin;
}

static uint64_t nanoseconds(const struct timespec *time) {
  if (time->tv_sec < 0) return 0;
  if ((uint64_t)time->tv_sec >= UINT64_MAX / second / 2) return FOREVER;
  return (uint64_t)time->tv_sec * second + (uint64_t)time->tv_nsec;
}

uint64_t deadline_at(clockid_t clock, const struct timespec *time) {
  if (!time) return FOREVER;
  uint64_t absolute = nanoseconds(time), origin = origin_of(clock);
  if (absolute == FOREVER) return FOREVER;
  return absolute > origin ? absolute - origin : 0;
}

uint64_t deadline_after(const struct timespec *duration) {
  if (!duration) return FOREVER;
  uint64_t length = nanoseconds(duration);
  return length >= FOREVER - engine.now ? FOREVER : engine.now + length;
}

void sleep_until(uint64_t deadline, uintptr_t caller) {
  scheduling_point(INTERLEAVE_SLEEP, NULL, caller);
  // No sleep is so short that the clock stands still: code that sleeps away a rounded rest would never end.
  if (deadline != FOREVER && deadline < engine.now + shortest_sleep) deadline = engine.now + shortest_sleep;
  // A sleep without end still ends: at the bound on virtual time, which says so.
  if (deadline == FOREVER) deadline = FOREVER - 1;
  block(INTERLEAVE_SLEEP, NULL, deadline, caller);
}

// ---- Clocks ----------------------------------------------------------------------------------

static struct timespec timespec_of(uint64_t time) {
  return (struct timespec){.tv_sec = (time_t)(time / second), .tv_nsec = (long)(time % second)};
}

EXPORT int clock_gettime(clockid_t clock, struct timespec *time) {
  if (!controlled()) return REAL(clock_gettime)(clock, time);
  *time = timespec_of(origin_of(clock) + engine.now);
  return 0;
}

EXPORT int timespec_get(struct timespec *time, int base) {
  if (!controlled()) return REAL(timespec_get)(time, base);
  *time = timespec_of(realtime_origin + engine.now);
  return base;
}

EXPORT int gettimeofday(struct timeval *time, void *zone) {
  if (!controlled()) return REAL(gettimeofday)(time, zone);
  struct timespec now = timespec_of(realtime_origin + engine.now);
  *time = (struct timeval){.tv_sec = now.tv_sec, .tv_usec = now.tv_nsec / 1000};
  return 0;
}

EXPORT time_t time(time_t *time_out) {
  if (!controlled()) return REAL(time)(time_out);
  time_t now = (time_t)((realtime_origin + engine.now) / second);
  if (time_out) *time_out = now;
  return now;
}

EXPORT clock_t clock(void) {
  if (!controlled()) return REAL(clock)();
  return (clock_t)(engine.now / 1000);
}

EXPORT clock_t times(struct tms *buffer) {
  if (!controlled()) return REAL(times)(buffer);
  clock_t ticks = (clock_t)(engine.now / 10000000);
  if (buffer) *buffer = (struct tms){.tms_utime = ticks};
  return ticks;
}

EXPORT int getrusage(__rusage_who_t who, struct rusage *usage) {
  if (!controlled()) return REAL(getrusage)(who, usage);
  struct timespec now = timespec_of(engine.now);
  *usage = (struct rusage){.ru_utime = {.tv_sec = now.tv_sec, .tv_usec = now.tv_nsec / 1000}};
  return 0;
}

// ---- Sleeps ----------------------------------------------------------------------------------

static bool is_valid(const struct timespec *time) {
  return time->tv_nsec >= 0 && time->tv_nsec < 1000000000 && time->tv_sec >= 0;
}

EXPORT int nanosleep(const struct timespec *duration, struct timespec *left) {
  if (!controlled()) return REAL(nanosleep)(duration, left);
  if (!is_valid(duration)) {
    errno = EINVAL;
    return -1;
  }
  sleep_until(deadline_after(duration), CALLER);
  return 0;
}

EXPORT int clock_nanosleep(clockid_t clock, int flags, const struct timespec *time, struct timespec *left) {
  if (!controlled()) return REAL(clock_nanosleep)(clock, flags, time, left);
  if (!is_valid(time)) return EINVAL;
  sleep_until(flags & TIMER_ABSTIME ? deadline_at(clock, time) : deadline_after(time), CALLER);
  return 0;
}

EXPORT int usleep(useconds_t microseconds) {
  if (!controlled()) return REAL(usleep)(microseconds);
  sleep_until(engine.now + microseconds * 1000ull, CALLER);
  return 0;
}

EXPORT unsigned sleep(unsigned seconds) {
  if (!controlled()) return REAL(sleep)(seconds);
  sleep_until(engine.now + seconds * second, CALLER);
  return 0;
}
