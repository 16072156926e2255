// Read-write locks and spin locks. The real lock keeps its state, by try-locking; the waiting is ours.
#define _GNU_SOURCE
#include "engine.h"
#include "real.h"

typedef int (*attempt)(void *lock);

static int try_read(void *lock) { return REAL(pthread_rwlock_tryrdlock)(lock); }
static int try_write(void *lock) { return REAL(pthread_rwlock_trywrlock)(lock); }
static int try_spin(void *lock) { return REAL(pthread_spin_trylock)(lock); }

// One thread has the lock to itself, unless it only reads.
static int attempted(int error, attempt try, struct object *object) {
  bool reads = try == try_read;
  if (error == 0 && !reads) object->owner = self;
  if (error == 0) order_lock(object, reads);
  return error;
}

static int acquire(void *lock, attempt try, uint8_t kind, uint64_t deadline, uintptr_t caller) {
  struct object *object = object_at(lock, kind);
  scheduling_point(INTERLEAVE_LOCK, object, caller);
  if (object->owner == self && kind == INTERLEAVE_RW_LOCK) return EDEADLK;
  int error;
  while ((error = attempted(try(lock), try, object)) == EBUSY) {
    if (deadline <= engine.now) return ETIMEDOUT;
    if (!block(INTERLEAVE_LOCK, object, deadline, caller)) return ETIMEDOUT;
  }
  return error;
}

static int try_once(void *lock, attempt try, uint8_t kind, uintptr_t caller) {
  if (!controlled()) return try(lock);
  struct object *object = object_at(lock, kind);
  scheduling_point(INTERLEAVE_TRY_LOCK, object, caller);
  return attempted(try(lock), try, object);
}

static int released(int error, void *lock, uint8_t kind, uintptr_t caller) {
  if (error) return error;
  struct object *object = object_at(lock, kind);
  if (!from_runtime(caller)) observe_object(object);
  order_unlock(object, object->owner != self);
  object->owner = NULL;
  wake_all(object);
  if (!from_runtime(caller)) record(INTERLEAVE_UNLOCK, object, NULL, caller);
  return 0;
}

EXPORT int pthread_rwlock_rdlock(pthread_rwlock_t *lock) {
  if (!controlled()) return REAL(pthread_rwlock_rdlock)(lock);
  return acquire(lock, try_read, INTERLEAVE_RW_LOCK, FOREVER, CALLER);
}

EXPORT int pthread_rwlock_wrlock(pthread_rwlock_t *lock) {
  if (!controlled()) return REAL(pthread_rwlock_wrlock)(lock);
  return acquire(lock, try_write, INTERLEAVE_RW_LOCK, FOREVER, CALLER);
}

EXPORT int pthread_rwlock_tryrdlock(pthread_rwlock_t *lock) {
  return try_once(lock, try_read, INTERLEAVE_RW_LOCK, CALLER);
}

EXPORT int pthread_rwlock_trywrlock(pthread_rwlock_t *lock) {
  return try_once(lock, try_write, INTERLEAVE_RW_LOCK, CALLER);
}

EXPORT int pthread_rwlock_timedrdlock(pthread_rwlock_t *lock, const struct timespec *time) {
  if (!controlled()) return REAL(pthread_rwlock_timedrdlock)(lock, time);
  return acquire(lock, try_read, INTERLEAVE_RW_LOCK, deadline_at(CLOCK_REALTIME, time), CALLER);
}

EXPORT int pthread_rwlock_timedwrlock(pthread_rwlock_t *lock, const struct timespec *time) {
  if (!controlled()) return REAL(pthread_rwlock_timedwrlock)(lock, time);
  return acquire(lock, try_write, INTERLEAVE_RW_LOCK, deadline_at(CLOCK_REALTIME, time), CALLER);
}

EXPORT int pthread_rwlock_clockrdlock(pthread_rwlock_t *lock, clockid_t clock, const struct timespec *time) {
  if (!controlled()) return REAL(pthread_rwlock_clockrdlock)(lock, clock, time);
  return acquire(lock, try_read, INTERLEAVE_RW_LOCK, deadline_at(clock, time), CALLER);
}

EXPORT int pthread_rwlock_clockwrlock(pthread_rwlock_t *lock, clockid_t clock, const struct timespec *time) {
  if (!controlled()) return REAL(pthread_rwlock_clockwrlock)(lock, clock, time);
  return acquire(lock, try_write, INTERLEAVE_RW_LOCK, deadline_at(clock, time), CALLER);
}

EXPORT int pthread_rwlock_unlock(pthread_rwlock_t *lock) {
  int error = REAL(pthread_rwlock_unlock)(lock);
  return controlled() ? released(error, lock, INTERLEAVE_RW_LOCK, CALLER) : error;
}

EXPORT int pthread_rwlock_destroy(pthread_rwlock_t *lock) {
  if (controlled()) forget_object(lock);
  return REAL(pthread_rwlock_destroy)(lock);
}

EXPORT int pthread_spin_lock(pthread_spinlock_t *lock) {
  if (!controlled()) return REAL(pthread_spin_lock)(lock);
  return acquire((void *)lock, try_spin, INTERLEAVE_SPIN_LOCK, FOREVER, CALLER);
}

EXPORT int pthread_spin_trylock(pthread_spinlock_t *lock) {
  return try_once((void *)lock, try_spin, INTERLEAVE_SPIN_LOCK, CALLER);
}

EXPORT int pthread_spin_unlock(pthread_spinlock_t *lock) {
  int error = REAL(pthread_spin_unlock)(lock);
  return controlled() ? released(error, (void *)lock, INTERLEAVE_SPIN_LOCK, CALLER) : error;
}
