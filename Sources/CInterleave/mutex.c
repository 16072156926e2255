// Mutexes of every type. The real mutex keeps its state, by try-locking, so that static
// initialisers and all attributes mean what they always mean; only the waiting is ours.
#define _GNU_SOURCE
#include "engine.h"
#include "real.h"

enum { TYPE_MASK = 3 };  // glibc keeps the type in the low bits of the kind

static bool is_error_checking(const pthread_mutex_t *mutex) {
  return (mutex->__data.__kind & TYPE_MASK) == PTHREAD_MUTEX_ERRORCHECK;
}

static void acquired(struct object *object) {
  object->owner = self;
  object->depth++;
  hold_back(object);
}

int mutex_acquire(pthread_mutex_t *mutex, uint64_t deadline, bool point, uintptr_t caller) {
  struct object *object = object_at(mutex, INTERLEAVE_MUTEX);
  if (point) acquire_point(INTERLEAVE_LOCK, object, !object->owner || object->owner == self, deadline, caller);
  int error;
  while ((error = REAL(pthread_mutex_trylock)(mutex)) == EBUSY) {
    if (object->owner == self && is_error_checking(mutex)) return EDEADLK;
    if (deadline <= engine.now) return ETIMEDOUT;
    if (!block(INTERLEAVE_LOCK, object, deadline, caller)) return ETIMEDOUT;
  }
  if (error == 0 || error == EOWNERDEAD) acquired(object);
  return error;
}

int mutex_release(pthread_mutex_t *mutex, uintptr_t caller) {
  struct object *object = object_at(mutex, INTERLEAVE_MUTEX);
  int error = REAL(pthread_mutex_unlock)(mutex);
  if (error) return error;
  // A mutex locked before the execution began has no depth.
  if (object->depth > 0) object->depth--;
  if (object->depth == 0) {
    object->owner = NULL;
    wake_all(object);
  }
  if (!from_runtime(caller)) record(INTERLEAVE_UNLOCK, object, NULL, caller);
  return 0;
}

EXPORT int pthread_mutex_lock(pthread_mutex_t *mutex) {
  if (!controlled()) return REAL(pthread_mutex_lock)(mutex);
  return mutex_acquire(mutex, FOREVER, true, CALLER);
}

EXPORT int pthread_mutex_trylock(pthread_mutex_t *mutex) {
  if (!controlled()) return REAL(pthread_mutex_trylock)(mutex);
  struct object *object = object_at(mutex, INTERLEAVE_MUTEX);
  scheduling_point(INTERLEAVE_TRY_LOCK, object, CALLER);
  int error = REAL(pthread_mutex_trylock)(mutex);
  if (error == 0 || error == EOWNERDEAD) acquired(object);
  return error;
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
