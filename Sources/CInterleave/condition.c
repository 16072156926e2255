// Condition variables, modelled wholly: the real wait and signal are never called.
#define _GNU_SOURCE
#include "engine.h"
#include "real.h"

// glibc keeps a condition's clock in this bit of __wrefs.
enum { MONOTONIC_BIT = 2 };

static clockid_t clock_of(const pthread_cond_t *condition) {
  return condition->__data.__wrefs & MONOTONIC_BIT ? CLOCK_MONOTONIC : CLOCK_REALTIME;
}

int condition_wait(pthread_cond_t *condition, pthread_mutex_t *mutex, uint64_t deadline, uintptr_t caller) {
  struct object *object = object_at(condition, INTERLEAVE_CONDITION);
  scheduling_point(INTERLEAVE_WAIT, object, caller);
  int error = mutex_release(mutex, caller);
  if (error) return error;
  bool woken = false;
  if (deadline > engine.now) {
    self->relock = object_at(mutex, INTERLEAVE_MUTEX);
    woken = block(INTERLEAVE_WAIT, object, deadline, caller);
    self->relock = NULL;
  }
  error = mutex_acquire(mutex, FOREVER, false, caller);
  if (error && error != EOWNERDEAD) return error;
  return woken ? 0 : ETIMEDOUT;
}

void condition_signal(pthread_cond_t *condition, uintptr_t caller) {
  struct object *object = object_at(condition, INTERLEAVE_CONDITION);
  scheduling_point(INTERLEAVE_SIGNAL, object, caller);
  wake_some(object, 1, ~0u);
}

void condition_broadcast(pthread_cond_t *condition, uintptr_t caller) {
  struct object *object = object_at(condition, INTERLEAVE_CONDITION);
  scheduling_point(INTERLEAVE_BROADCAST, object, caller);
  wake_some(object, INTERLEAVE_MAX_THREADS, ~0u);
}

EXPORT int pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex) {
  if (!controlled()) return REAL_VERSION(pthread_cond_wait, "GLIBC_2.3.2")(condition, mutex);
  return condition_wait(condition, mutex, FOREVER, CALLER);
}

EXPORT int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex, const struct timespec *time) {
  if (!controlled()) return REAL_VERSION(pthread_cond_timedwait, "GLIBC_2.3.2")(condition, mutex, time);
  return condition_wait(condition, mutex, deadline_at(clock_of(condition), time), CALLER);
}

EXPORT int pthread_cond_clockwait(
    pthread_cond_t *condition, pthread_mutex_t *mutex, clockid_t clock, const struct timespec *time) {
  if (!controlled()) return REAL(pthread_cond_clockwait)(condition, mutex, clock, time);
  return condition_wait(condition, mutex, deadline_at(clock, time), CALLER);
}

EXPORT int pthread_cond_signal(pthread_cond_t *condition) {
  if (!controlled()) return REAL_VERSION(pthread_cond_signal, "GLIBC_2.3.2")(condition);
  condition_signal(condition, CALLER);
  return 0;
}

EXPORT int pthread_cond_broadcast(pthread_cond_t *condition) {
  if (!controlled()) return REAL_VERSION(pthread_cond_broadcast, "GLIBC_2.3.2")(condition);
  condition_broadcast(condition, CALLER);
  return 0;
}

EXPORT int pthread_cond_init(pthread_cond_t *condition, const pthread_condattr_t *attributes) {
  if (controlled()) forget_object(condition);
  return REAL_VERSION(pthread_cond_init, "GLIBC_2.3.2")(condition, attributes);
}

EXPORT int pthread_cond_destroy(pthread_cond_t *condition) {
  if (controlled()) forget_object(condition);
  return REAL_VERSION(pthread_cond_destroy, "GLIBC_2.3.2")(condition);
}
