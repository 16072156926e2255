// One-time initialisers, C's and Swift's. A thread may be stopped inside one, where the real
// functions would make the others wait outside our control.
#define _GNU_SOURCE
#include "order.h"
#include "real.h"

// Runs the initialiser unless another thread is in it; then waits for that one.
static void run_once(
    const void *control, bool (*is_done)(const void *), void (*set_done)(void *), void (*body)(void *), void *context,
    uintptr_t caller) {
  struct object *object = object_at(control, INTERLEAVE_ONCE_CONTROL);
  observe_object(object);
  while (object->owner && object->owner != self) block(INTERLEAVE_ONCE, object, FOREVER, caller);
  if (is_done(control)) {
    order_acquire_at(control);
    return;
  }
  object->owner = self;
  self->initialising++;
  body(context);
  self->initialising--;
  set_done((void *)control);
  observe_object(object);
  object->owner = NULL;
  order_release_at(control);
  wake_all(object);
}

// ---- pthread_once: glibc keeps 2 for done in the low bits ------------------------------------

enum { PTHREAD_ONCE_DONE = 2 };

static bool pthread_is_done(const void *control) {
  return __atomic_load_n((const int *)control, __ATOMIC_ACQUIRE) & PTHREAD_ONCE_DONE;
}

static void pthread_set_done(void *control) { __atomic_store_n((int *)control, PTHREAD_ONCE_DONE, __ATOMIC_RELEASE); }

static void call_without_argument(void *routine) { ((void (*)(void))routine)(); }

void once(pthread_once_t *control, void (*routine)(void), uintptr_t caller) {
  if (pthread_is_done(control))
    order_acquire_at(control);
  else
    run_once(control, pthread_is_done, pthread_set_done, call_without_argument, (void *)routine, caller);
}

EXPORT int pthread_once(pthread_once_t *control, void (*routine)(void)) {
  if (!controlled()) return REAL(pthread_once)(control, routine);
  once(control, routine, CALLER);
  return 0;
}

// ---- swift_once: the flag is negative when done, and compiled code tests it for -1 -----------

static bool swift_is_done(const void *predicate) {
  return __atomic_load_n((const intptr_t *)predicate, __ATOMIC_ACQUIRE) < 0;
}

static void swift_set_done(void *predicate) { __atomic_store_n((intptr_t *)predicate, -1, __ATOMIC_RELEASE); }

void swift_once(void *predicate, void (*body)(void *), void *context);

EXPORT void swift_once(void *predicate, void (*body)(void *), void *context) {
  if (!controlled()) {
    REAL(swift_once)(predicate, body, context);
    return;
  }
  if (swift_is_done(predicate))
    order_acquire_at(predicate);
  else
    run_once(predicate, swift_is_done, swift_set_done, body, context, CALLER);
}
