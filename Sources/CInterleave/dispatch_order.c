// What libdispatch orders, by means of its own. One place stands for all its queues, groups and semaphores: what is
// handed to it, or ends in it, comes before whatever it runs or lets go on later. So no order is missed, and a race is
// seen where its accesses overlap.
#define _GNU_SOURCE
#include "order.h"
#include "real.h"

static const char dispatch;

void order_release_dispatch(void) {
  if (controlled()) order_release_at(&dispatch);
}

void order_acquire_dispatch(void) {
  if (controlled()) order_acquire_at(&dispatch);
}

// ---- Calls that hand something in ------------------------------------------------------------

#define HANDS_IN(result, name, parameters, arguments) \
  result name parameters;                             \
  EXPORT result name parameters {                     \
    order_release_dispatch();                         \
    return REAL(name) arguments;                      \
  }

HANDS_IN(void, dispatch_async, (void *queue, void *block), (queue, block))
HANDS_IN(void, dispatch_async_f, (void *queue, void *context, void (*work)(void *)), (queue, context, work))
HANDS_IN(void, dispatch_barrier_async, (void *queue, void *block), (queue, block))
HANDS_IN(void, dispatch_barrier_async_f, (void *queue, void *context, void (*work)(void *)), (queue, context, work))
HANDS_IN(void, dispatch_group_async, (void *group, void *queue, void *block), (group, queue, block))
HANDS_IN(
    void, dispatch_group_async_f, (void *group, void *queue, void *context, void (*work)(void *)),
    (group, queue, context, work))
HANDS_IN(void, dispatch_group_notify, (void *group, void *queue, void *block), (group, queue, block))
HANDS_IN(
    void, dispatch_group_notify_f, (void *group, void *queue, void *context, void (*work)(void *)),
    (group, queue, context, work))
HANDS_IN(void, dispatch_group_leave, (void *group), (group))
HANDS_IN(void, dispatch_block_notify, (void *block, void *queue, void *notification), (block, queue, notification))
HANDS_IN(intptr_t, dispatch_semaphore_signal, (void *semaphore), (semaphore))
HANDS_IN(void, dispatch_resume, (void *object), (object))
HANDS_IN(void, dispatch_activate, (void *object), (object))

// ---- Calls that wait -------------------------------------------------------------------------

#define WAITS(name)                                   \
  intptr_t name(void *object, uint64_t time);         \
  EXPORT intptr_t name(void *object, uint64_t time) { \
    intptr_t late = REAL(name)(object, time);         \
    if (!late) order_acquire_dispatch();              \
    return late;                                      \
  }

WAITS(dispatch_group_wait)
WAITS(dispatch_semaphore_wait)
WAITS(dispatch_block_wait)

// ---- Calls that run something before they return ---------------------------------------------

// While it lasts, code of the exercise is called by the library, in this thread too.
static int begin_run(void) {
  if (!controlled()) return 0;
  int floor = self->library_depth;
  self->library_depth = self->depth;
  order_release_dispatch();
  return floor;
}

static void end_run(int floor) {
  if (!controlled()) return;
  self->library_depth = floor;
  order_acquire_dispatch();
}

#define RUNS(name, parameters, arguments) \
  void name parameters;                   \
  EXPORT void name parameters {           \
    int floor = begin_run();              \
    REAL(name) arguments;                 \
    end_run(floor);                       \
  }

RUNS(dispatch_sync, (void *queue, void *block), (queue, block))
RUNS(dispatch_sync_f, (void *queue, void *context, void (*work)(void *)), (queue, context, work))
RUNS(dispatch_barrier_sync, (void *queue, void *block), (queue, block))
RUNS(dispatch_barrier_sync_f, (void *queue, void *context, void (*work)(void *)), (queue, context, work))
RUNS(dispatch_async_and_wait, (void *queue, void *block), (queue, block))
RUNS(dispatch_apply, (size_t count, void *queue, void *block), (count, queue, block))
RUNS(
    dispatch_apply_f, (size_t count, void *queue, void *context, void (*work)(void *, size_t)),
    (count, queue, context, work))
