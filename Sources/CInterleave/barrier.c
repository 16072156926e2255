// Barriers, modelled wholly: the threads that have arrived are those that wait.
#define _GNU_SOURCE
#include "engine.h"
#include "real.h"

// glibc keeps how many threads meet in the third word.
static int threads_meeting(const pthread_barrier_t *barrier) { return (int)((const unsigned *)barrier)[2]; }

EXPORT int pthread_barrier_wait(pthread_barrier_t *barrier) {
  if (!controlled()) return REAL(pthread_barrier_wait)(barrier);
  struct object *object = object_at(barrier, INTERLEAVE_BARRIER);
  scheduling_point(INTERLEAVE_WAIT, object, CALLER);
  order_release(object);
  if (waiters_of(object) + 1 < threads_meeting(barrier)) {
    block(INTERLEAVE_WAIT, object, FOREVER, CALLER);
    order_acquire(object);
    return 0;
  }
  order_acquire(object);
  wake_some(object, INTERLEAVE_MAX_THREADS, ~0u);
  return PTHREAD_BARRIER_SERIAL_THREAD;
}

EXPORT int pthread_barrier_init(pthread_barrier_t *barrier, const pthread_barrierattr_t *attributes, unsigned count) {
  if (controlled()) forget_object(barrier);
  return REAL(pthread_barrier_init)(barrier, attributes, count);
}

EXPORT int pthread_barrier_destroy(pthread_barrier_t *barrier) {
  if (controlled()) forget_object(barrier);
  return REAL(pthread_barrier_destroy)(barrier);
}
