// The futex system call, through which Synchronization.Mutex, Dispatch and the runtimes wait,
// and thread identity as system calls see it.
#define _GNU_SOURCE
#include <linux/futex.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "order.h"
#include "real.h"

// Identifiers that are the same in every run: the main thread's is that of the process.
enum { FIRST_THREAD_ID = 1000 };

pid_t id_of(const struct thread *thread) { return FIRST_THREAD_ID + thread->number; }

static pid_t thread_id(void) { return id_of(self); }

struct thread *thread_with_id(uint32_t id) {
  int number = (int)id - FIRST_THREAD_ID;
  return number >= 0 && number < engine.thread_count ? engine.threads[number] : NULL;
}

static long fail(int error) {
  errno = error;
  return -1;
}

static long wait(uint32_t *word, uint32_t value, uint64_t deadline, uint32_t mask, uintptr_t caller) {
  struct object *object = object_at(word, INTERLEAVE_FUTEX);
  scheduling_point(INTERLEAVE_FUTEX_WAIT, object, caller);
  if (__atomic_load_n(word, __ATOMIC_SEQ_CST) != value) return fail(EAGAIN);
  self->wait_mask = mask;
  bool woken = deadline > engine.now && block(INTERLEAVE_FUTEX_WAIT, object, deadline, caller);
  self->wait_mask = ~0u;
  if (!woken) return fail(ETIMEDOUT);
  order_acquire(self->next.object);  // it may have been made to wait for another word
  return 0;
}

static long wake_waiters(uint32_t *word, int count, uint32_t mask, uintptr_t caller) {
  struct object *object = object_at(word, INTERLEAVE_FUTEX);
  scheduling_point(INTERLEAVE_FUTEX_WAKE, object, caller);
  order_release(object);
  return wake_some(object, count, mask);
}

// Lets some waiters go, and makes others wait for another word; gives how many of both.
static long requeue(const long *arguments, bool compare, uintptr_t caller) {
  uint32_t *word = (uint32_t *)arguments[0], *target = (uint32_t *)arguments[4];
  struct object *object = object_at(word, INTERLEAVE_FUTEX);
  scheduling_point(INTERLEAVE_FUTEX_WAKE, object, caller);
  order_release(object);
  if (compare && __atomic_load_n(word, __ATOMIC_SEQ_CST) != (uint32_t)arguments[5]) return fail(EAGAIN);
  int woken = wake_some(object, (int)arguments[2], ~0u);
  int moved = move_waiters(object, object_at(target, INTERLEAVE_FUTEX), (int)arguments[3]);
  return compare ? woken + moved : woken;
}

static bool compares(uint32_t old, uint32_t comparison, int32_t argument) {
  switch (comparison) {
    case FUTEX_OP_CMP_EQ: return (int32_t)old == argument;
    case FUTEX_OP_CMP_NE: return (int32_t)old != argument;
    case FUTEX_OP_CMP_LT: return (int32_t)old < argument;
    case FUTEX_OP_CMP_LE: return (int32_t)old <= argument;
    case FUTEX_OP_CMP_GT: return (int32_t)old > argument;
    default: return (int32_t)old >= argument;
  }
}

// Changes the second word, wakes waiters of the first, and of the second if its old value compares.
static long wake_and_change(const long *arguments, uintptr_t caller) {
  uint32_t *word = (uint32_t *)arguments[0], *changed = (uint32_t *)arguments[4], code = (uint32_t)arguments[5];
  struct object *object = object_at(word, INTERLEAVE_FUTEX);
  scheduling_point(INTERLEAVE_FUTEX_WAKE, object, caller);
  order_release(object);
  // Both arguments are twelve bits with a sign.
  int32_t argument = (int32_t)(code << 8) >> 20, compared = (int32_t)(code << 20) >> 20;
  if (code >> 28 & FUTEX_OP_OPARG_SHIFT) argument = 1 << (argument & 31);
  uint32_t old = __atomic_load_n(changed, __ATOMIC_SEQ_CST), value = (uint32_t)argument;
  switch (code >> 28 & 7) {
    case FUTEX_OP_SET: break;
    case FUTEX_OP_ADD: value = old + value; break;
    case FUTEX_OP_OR: value = old | value; break;
    case FUTEX_OP_ANDN: value = old & ~value; break;
    case FUTEX_OP_XOR: value = old ^ value; break;
    default: return fail(ENOSYS);
  }
  __atomic_store_n(changed, value, __ATOMIC_SEQ_CST);
  int woken = wake_some(object, (int)arguments[2], ~0u);
  if (compares(old, code >> 24 & 15, compared)) {
    struct object *second = object_at(changed, INTERLEAVE_FUTEX);
    order_release(second);
    woken += wake_some(second, (int)arguments[3], ~0u);
  }
  return woken;
}

// The priority-inheritance pair: the word holds the owner's identifier. A waiter that is let go
// tries again, so that, unlike in the kernel, whoever runs first takes the lock.
static long lock(uint32_t *word, uint64_t deadline, bool wait, uintptr_t caller) {
  struct object *object = object_at(word, INTERLEAVE_FUTEX);
  uint32_t held = __atomic_load_n(word, __ATOMIC_SEQ_CST) & FUTEX_TID_MASK;
  acquire_point(INTERLEAVE_LOCK, object, !held || !wait, deadline, caller);
  for (;;) {
    uint32_t value = __atomic_load_n(word, __ATOMIC_SEQ_CST), owner = value & FUTEX_TID_MASK;
    if (owner == 0) {
      // The mark makes the owner's unlocking a system call, which lets the others try.
      uint32_t mark = waiters_of(object) ? FUTEX_WAITERS : 0;
      __atomic_store_n(word, mark | (uint32_t)thread_id(), __ATOMIC_SEQ_CST);
      object->owner = self;
      hold_back(object);
      order_lock(object, false);
      return 0;
    }
    if (!wait) return fail(EAGAIN);
    if (owner == (uint32_t)thread_id()) return fail(EDEADLK);
    object->owner = thread_with_id(owner);
    __atomic_store_n(word, value | FUTEX_WAITERS, __ATOMIC_SEQ_CST);
    if (deadline <= engine.now || !block(INTERLEAVE_LOCK, object, deadline, caller)) return fail(ETIMEDOUT);
  }
}

static long unlock(uint32_t *word, uintptr_t caller) {
  struct object *object = object_at(word, INTERLEAVE_FUTEX);
  if ((__atomic_load_n(word, __ATOMIC_SEQ_CST) & FUTEX_TID_MASK) != (uint32_t)thread_id()) return fail(EPERM);
  if (!from_runtime(caller)) observe_object(object);
  order_unlock(object, false);
  __atomic_store_n(word, 0, __ATOMIC_SEQ_CST);
  object->owner = NULL;
  wake_all(object);
  if (!from_runtime(caller)) record(INTERLEAVE_UNLOCK, object, NULL, caller);
  return 0;
}

void futex_word_changed(const void *word, uint32_t old, uint32_t value) {
  uint32_t own = (uint32_t)thread_id();
  if (old == 0 && value == own) order_lock(object_at(word, INTERLEAVE_FUTEX), false);
  if (old == own && value == 0) order_unlock(object_at(word, INTERLEAVE_FUTEX), false);
}

long futex(const long *arguments, uintptr_t caller) {
  uint32_t *word = (uint32_t *)arguments[0];
  int operation = (int)arguments[1] & FUTEX_CMD_MASK;
  clockid_t clock = arguments[1] & FUTEX_CLOCK_REALTIME ? CLOCK_REALTIME : CLOCK_MONOTONIC;
  uint32_t value = (uint32_t)arguments[2], mask = (uint32_t)arguments[5];
  const struct timespec *time = (const struct timespec *)arguments[3];
  switch (operation) {
    case FUTEX_WAIT: return wait(word, value, deadline_after(time), ~0u, caller);
    case FUTEX_WAIT_BITSET: return wait(word, value, deadline_at(clock, time), mask, caller);
    case FUTEX_WAKE: return wake_waiters(word, (int)value, ~0u, caller);
    case FUTEX_WAKE_BITSET: return wake_waiters(word, (int)value, mask, caller);
    case FUTEX_REQUEUE: return requeue(arguments, false, caller);
    case FUTEX_CMP_REQUEUE: return requeue(arguments, true, caller);
    case FUTEX_WAKE_OP: return wake_and_change(arguments, caller);
    case FUTEX_LOCK_PI2: return lock(word, deadline_at(clock, time), true, caller);
    case FUTEX_LOCK_PI: return lock(word, deadline_at(CLOCK_REALTIME, time), true, caller);
    case FUTEX_TRYLOCK_PI: return lock(word, FOREVER, false, caller);
    case FUTEX_UNLOCK_PI: return unlock(word, caller);
  }
  char name[32];
  snprintf(name, sizeof name, "futex operation %d", operation);
  engine_unmodelled(name, caller);
}

// ---- Identity --------------------------------------------------------------------------------

EXPORT pid_t gettid(void) { return self ? thread_id() : (pid_t)REAL(syscall)(SYS_gettid); }

EXPORT pid_t getpid(void) { return self ? id_of(self->process->first) : (pid_t)REAL(syscall)(SYS_getpid); }

// The first process's parent is none of its business; an orphan's is the init process.
EXPORT pid_t getppid(void) {
  if (!self) return (pid_t)REAL(syscall)(SYS_getppid);
  if (self->process->number == 0) return FIRST_THREAD_ID - 1;
  return self->process->parent ? id_of(self->process->parent->first) : 1;
}
