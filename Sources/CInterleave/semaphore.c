// Unnamed semaphores. The real one keeps the count; the waiting is ours. An interpreter's are the locks of its scripts.
#define _GNU_SOURCE
#include <semaphore.h>

#include "engine.h"
#include "real.h"

static int fail(int error) {
  errno = error;
  return -1;
}

static bool is_available(sem_t *semaphore) {
  int left = 0;
  return sem_getvalue(semaphore, &left) != 0 || left > 0;
}

static struct object *object_of(sem_t *semaphore, uintptr_t caller) {
  return object_at(semaphore, from_interpreter(caller) ? INTERLEAVE_SCRIPT_LOCK : INTERLEAVE_SEMAPHORE);
}

static void acquired(struct object *object) {
  order_acquire(object);
  if (object->kind == INTERLEAVE_SCRIPT_LOCK) object->owner = self;
}

static int acquire(sem_t *semaphore, uint64_t deadline, uintptr_t caller) {
  struct object *object = object_of(semaphore, caller);
  acquire_point(INTERLEAVE_ACQUIRE, object, is_available(semaphore), deadline, caller);
  while (REAL(sem_trywait)(semaphore) != 0) {
    if (errno != EAGAIN) return -1;
    if (deadline <= engine.now) return fail(ETIMEDOUT);
    if (!block(INTERLEAVE_ACQUIRE, object, deadline, caller)) return fail(ETIMEDOUT);
  }
  if (!is_available(semaphore)) hold_back(object);
  acquired(object);
  return 0;
}

EXPORT int sem_wait(sem_t *semaphore) {
  if (!controlled()) return REAL(sem_wait)(semaphore);
  return acquire(semaphore, FOREVER, CALLER);
}

EXPORT int sem_timedwait(sem_t *semaphore, const struct timespec *time) {
  if (!controlled()) return REAL(sem_timedwait)(semaphore, time);
  return acquire(semaphore, deadline_at(CLOCK_REALTIME, time), CALLER);
}

EXPORT int sem_clockwait(sem_t *semaphore, clockid_t clock, const struct timespec *time) {
  if (!controlled()) return REAL(sem_clockwait)(semaphore, clock, time);
  return acquire(semaphore, deadline_at(clock, time), CALLER);
}

EXPORT int sem_trywait(sem_t *semaphore) {
  if (!controlled()) return REAL(sem_trywait)(semaphore);
  struct object *object = object_of(semaphore, CALLER);
  scheduling_point(INTERLEAVE_ACQUIRE, object, CALLER);
  int error = REAL(sem_trywait)(semaphore);
  if (error == 0) acquired(object);
  return error;
}

EXPORT int sem_post(sem_t *semaphore) {
  if (!controlled()) return REAL(sem_post)(semaphore);
  struct object *object = object_of(semaphore, CALLER);
  scheduling_point(INTERLEAVE_POST, object, CALLER);
  int error = REAL(sem_post)(semaphore);
  if (error == 0) {
    object->owner = NULL;
    order_release(object);
    wake_all(object);
  }
  return error;
}

EXPORT int sem_init(sem_t *semaphore, int shared, unsigned value) {
  if (controlled()) forget_object(semaphore);
  return REAL(sem_init)(semaphore, shared, value);
}

EXPORT int sem_destroy(sem_t *semaphore) {
  if (controlled()) forget_object(semaphore);
  return REAL(sem_destroy)(semaphore);
}
