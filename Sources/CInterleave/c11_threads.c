// C11's names for threads, mutexes and conditions: in glibc the same objects as POSIX's.
#define _GNU_SOURCE
#include <threads.h>

#include <stdlib.h>

#include "engine.h"
#include "real.h"

static int status_of(int error) {
  switch (error) {
    case 0: return thrd_success;
    case EBUSY: return thrd_busy;
    case ENOMEM: return thrd_nomem;
    case ETIMEDOUT: return thrd_timedout;
    default: return thrd_error;
  }
}

// ---- Threads ---------------------------------------------------------------------------------

struct body {
  thrd_start_t start;
  void *argument;
};

static void *run_body(void *argument) {
  struct body body = *(struct body *)argument;
  free(argument);
  return (void *)(intptr_t)body.start(body.argument);
}

EXPORT int thrd_create(thrd_t *thread, thrd_start_t start, void *argument) {
  if (!controlled()) return REAL(thrd_create)(thread, start, argument);
  struct body *body = malloc(sizeof *body);
  *body = (struct body){start, argument};
  return status_of(thread_spawn(thread, NULL, run_body, body, NULL, CALLER));
}

EXPORT int thrd_join(thrd_t thread, int *result) {
  if (!controlled()) return REAL(thrd_join)(thread, result);
  void *value = NULL;
  int error = thread_join(thread, &value, FOREVER, CALLER);
  if (result) *result = (int)(intptr_t)value;
  return status_of(error);
}

EXPORT int thrd_detach(thrd_t thread) {
  return controlled() ? status_of(thread_detach(thread)) : REAL(thrd_detach)(thread);
}

EXPORT int thrd_sleep(const struct timespec *duration, struct timespec *left) {
  if (!controlled()) return REAL(thrd_sleep)(duration, left);
  sleep_until(deadline_after(duration), CALLER);
  return 0;
}

EXPORT void thrd_yield(void) {
  if (controlled())
    scheduling_point(INTERLEAVE_YIELD, NULL, CALLER);
  else
    REAL(thrd_yield)();
}

EXPORT void call_once(once_flag *flag, void (*routine)(void)) {
  if (controlled())
    once((pthread_once_t *)flag, routine, CALLER);
  else
    REAL(call_once)(flag, routine);
}

// ---- Mutexes ---------------------------------------------------------------------------------

EXPORT int mtx_init(mtx_t *mutex, int type) {
  if (controlled()) forget_object(mutex);
  return REAL(mtx_init)(mutex, type);
}

EXPORT void mtx_destroy(mtx_t *mutex) {
  if (controlled()) forget_object(mutex);
  REAL(mtx_destroy)(mutex);
}

EXPORT int mtx_lock(mtx_t *mutex) {
  if (!controlled()) return REAL(mtx_lock)(mutex);
  return status_of(mutex_acquire((pthread_mutex_t *)mutex, FOREVER, true, CALLER));
}

EXPORT int mtx_timedlock(mtx_t *mutex, const struct timespec *time) {
  if (!controlled()) return REAL(mtx_timedlock)(mutex, time);
  return status_of(mutex_acquire((pthread_mutex_t *)mutex, deadline_at(CLOCK_REALTIME, time), true, CALLER));
}

EXPORT int mtx_trylock(mtx_t *mutex) {
  return controlled() ? status_of(mutex_try((pthread_mutex_t *)mutex, CALLER)) : REAL(mtx_trylock)(mutex);
}

EXPORT int mtx_unlock(mtx_t *mutex) {
  return controlled() ? status_of(mutex_release((pthread_mutex_t *)mutex, CALLER)) : REAL(mtx_unlock)(mutex);
}

// ---- Conditions ------------------------------------------------------------------------------

EXPORT int cnd_init(cnd_t *condition) {
  if (controlled()) forget_object(condition);
  return REAL(cnd_init)(condition);
}

EXPORT void cnd_destroy(cnd_t *condition) {
  if (controlled()) forget_object(condition);
  REAL(cnd_destroy)(condition);
}

EXPORT int cnd_wait(cnd_t *condition, mtx_t *mutex) {
  if (!controlled()) return REAL(cnd_wait)(condition, mutex);
  return status_of(condition_wait((pthread_cond_t *)condition, (pthread_mutex_t *)mutex, FOREVER, CALLER));
}

EXPORT int cnd_timedwait(cnd_t *condition, mtx_t *mutex, const struct timespec *time) {
  if (!controlled()) return REAL(cnd_timedwait)(condition, mutex, time);
  uint64_t deadline = deadline_at(CLOCK_REALTIME, time);
  return status_of(condition_wait((pthread_cond_t *)condition, (pthread_mutex_t *)mutex, deadline, CALLER));
}

EXPORT int cnd_signal(cnd_t *condition) {
  if (!controlled()) return REAL(cnd_signal)(condition);
  condition_signal((pthread_cond_t *)condition, CALLER);
  return thrd_success;
}

EXPORT int cnd_broadcast(cnd_t *condition) {
  if (!controlled()) return REAL(cnd_broadcast)(condition);
  condition_broadcast((pthread_cond_t *)condition, CALLER);
  return thrd_success;
}
