// Mutexes of every type. The real mutex keeps its state, by try-locking, so that static
// initialisers and all attributes mean what they always mean; only the waiting is ours.
#define _GNU_SOURCE
#include <limits.h>

#include "engine.h"
#include "real.h"

// How glibc keeps a mutex's attributes, and as whose a robust one that was given up.
enum { TYPE_MASK = 3, ROBUST_BIT = 16, GIVEN_UP = INT_MAX - 1 };

static bool is_error_checking(const pthread_mutex_t *mutex) {
  return (mutex->__data.__kind & TYPE_MASK) == PTHREAD_MUTEX_ERRORCHECK;
}

static bool is_robust(const pthread_mutex_t *mutex) { return mutex->__data.__kind & ROBUST_BIT; }

// glibc's own try leaves a mutex that was given up locked.
static int try(pthread_mutex_t *mutex) {
  if (is_robust(mutex) && mutex->__data.__owner == GIVEN_UP) return ENOTRECOVERABLE;
  return REAL(pthread_mutex_trylock)(mutex);
}

static void acquired(struct object *object, const pthread_mutex_t *mutex, uintptr_t caller) {
  object->owner = self;
  object->robust = is_robust(mutex);
  if (object->depth++ == 0 && object->robust) self->robust_held++;
  hold_back(object);
  // What the runtime orders for its own sake would hide the exercise's races.
  if (!from_runtime(caller)) order_lock(object, false);
}

int mutex_acquire(pthread_mutex_t *mutex, uint64_t deadline, bool point, uintptr_t caller) {
  struct object *object = object_at(mutex, INTERLEAVE_MUTEX);
  if (point)
    acquire_point(INTERLEAVE_LOCK, object, !object->owner || object->owner == self, deadline, caller);
  else if (!from_runtime(caller))
    observe_object(object);
  int error;
  while ((error = try(mutex)) == EBUSY) {
    if (object->owner == self && is_error_checking(mutex)) return EDEADLK;
    if (deadline <= engine.now) return ETIMEDOUT;
    if (!block(INTERLEAVE_LOCK, object, deadline, caller)) return ETIMEDOUT;
  }
  if (error == 0 || error == EOWNERDEAD) acquired(object, mutex, caller);
  return error;
}

int mutex_try(pthread_mutex_t *mutex, uintptr_t caller) {
  struct object *object = object_at(mutex, INTERLEAVE_MUTEX);
  scheduling_point(INTERLEAVE_TRY_LOCK, object, caller);
  int error = try(mutex);
  if (error == 0 || error == EOWNERDEAD) acquired(object, mutex, caller);
  return error;
}

int mutex_release(pthread_mutex_t *mutex, uintptr_t caller) {
  struct object *object = object_at(mutex, INTERLEAVE_MUTEX);
  if (!from_runtime(caller)) observe_object(object);
  int error = REAL(pthread_mutex_unlock)(mutex);
  if (error) return error;
  if (!from_runtime(caller)) order_unlock(object, false);
  // A mutex locked before the execution began has no depth.
  if (object->depth > 0) object->depth--;
  if (object->depth == 0) {
    if (object->owner == self && object->robust) self->robust_held--;
    object->owner = NULL;
    wake_all(object);
  }
  if (!is_internal(object, caller)) record(INTERLEAVE_UNLOCK, object, NULL, caller);
  return 0;
}

// The kernel marks them once the thread has really ended, which the next thread awaits.
void mutexes_abandon(struct thread *thread) {
  struct object *object = NULL;
  while (thread->robust_held > 0 && (object = next_held(thread, object))) {
    if (!object->robust) continue;
    thread->robust_held--;
    object->owner = NULL;
    object->depth = 0;
    order_release(object);
    wake_all(object);
  }
}

EXPORT int pthread_mutex_lock(pthread_mutex_t *mutex) {
  if (!controlled()) return REAL(pthread_mutex_lock)(mutex);
  return mutex_acquire(mutex, FOREVER, true, CALLER);
}

EXPORT int pthread_mutex_trylock(pthread_mutex_t *mutex) {
  if (!controlled()) return REAL(pthread_mutex_trylock)(mutex);
  return mutex_try(mutex, CALLER);
}

EXPORT int pthread_mutex_timedlock(pthread_mutex_t *mutex, const struct timespec *time) {
  if (!controlled()) return REAL(pthread_mutex_timedlock)(mutex, time);
  return mutex_acquire(mutex, deadline_at(CLOCK_REALTIME, time), true, CALLER);
}

EXPORT int pthread_mutex_clocklock(pthread_mutex_t *mutex, clockid_t clock, const struct timespec *time) {
  if (!controlled()) return REAL(pthread_mutex_clocklock)(mutex, clock, time);
  return mutex_acquire(mutex, deadline_at(clock, time), true, CALLER);
}

EXPORT int pthread_mutex_unlock(pthread_mutex_t *mutex) {
  if (!controlled()) return REAL(pthread_mutex_unlock)(mutex);
  return mutex_release(mutex, CALLER);
}

EXPORT int pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attributes) {
  if (controlled()) forget_object(mutex);
  return REAL(pthread_mutex_init)(mutex, attributes);
}

EXPORT int pthread_mutex_destroy(pthread_mutex_t *mutex) {
  if (controlled()) forget_object(mutex);
  return REAL(pthread_mutex_destroy)(mutex);
}
