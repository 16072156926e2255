// Chooses who runs next, hands over, moves virtual time, and notices when nobody can go on.
#define _GNU_SOURCE
#include <limits.h>
#include <linux/futex.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "early.h"
#include "engine.h"
#include "real.h"
#include "strategy.h"
#include "timers.h"

// While scheduling is fair, time passes for those who only poll: one deadline in so many steps.
static const uint64_t polls_per_deadline = 1000;

// A pool's thread without exercise code on its stack waits for work, not for the exercise.
bool is_idle(const struct thread *thread) { return thread->runtime && thread->state == BLOCKED && thread->depth == 0; }

// Among whom is chosen. One thread runs at a time, so that no thread's stack has to hold a list.
static struct thread *candidates[INTERLEAVE_MAX_THREADS], *waiters[INTERLEAVE_MAX_THREADS];

void wake(struct thread *thread) {
  thread->state = RUNNABLE;
  thread->deadline = FOREVER;
}

void wake_all(struct object *object) {
  for (int i = 0; i < engine.thread_count; i++)
    if (engine.threads[i]->pending == object && engine.threads[i]->state == BLOCKED) {
      engine.threads[i]->state = RUNNABLE;
      if (!waits_to_take(engine.threads[i])) observe_wake(engine.threads[i], false);
    }
}

void hold_back(struct object *object) {
  for (int i = 0; i < engine.thread_count; i++) {
    struct thread *thread = engine.threads[i];
    if (thread != self && thread->pending == object && thread->state == RUNNABLE && !thread->timed_out)
      thread->state = BLOCKED;
  }
}

int waiters_of(const struct object *object) {
  int count = 0;
  for (int i = 0; i < engine.thread_count; i++)
    if (engine.threads[i] != self && engine.threads[i]->pending == object) count++;
  return count;
}

// ---- Choosing --------------------------------------------------------------------------------

static int next_in_turn(struct thread *const *candidates, int count) {
  for (int i = 0; i < count; i++)
    if (candidates[i]->number > engine.running->number) return i;
  return 0;
}

static struct thread *choose(
    struct thread *const *candidates, int count, int early, int standard, bool can_stay, uint8_t operation) {
  bool among_waiters = operation == INTERLEAVE_SIGNAL && !can_stay;
  if (engine.fair_steps) return candidates[among_waiters ? standard : next_in_turn(candidates, count)];
  struct choice choice = {candidates, count, early, standard, operation, can_stay, among_waiters};
  int woken = early_choice(early), chosen = woken >= 0 ? count + woken : engine.strategy->choose(&choice);
  if (engine.plan->profiled && !among_waiters) profile_step(candidates[chosen]);
  if (count + early > 1) record_choice(candidates[chosen]->number, candidates[standard]->number, kind_of(&choice));
  return candidates[chosen];
}

// The one of the object's waiters whose mask meets `mask` that has waited longest; -1: there is none.
static int gather_waiters(const struct object *object, uint32_t mask, struct thread **waiters, int *count) {
  int longest = -1;
  *count = 0;
  for (int i = 0; i < engine.thread_count; i++) {
    struct thread *thread = engine.threads[i];
    if (thread->state != BLOCKED || thread->pending != object || thread->signalled || !(thread->wait_mask & mask))
      continue;
    if (longest < 0 || thread->blocked_since < waiters[longest]->blocked_since) longest = *count;
    waiters[(*count)++] = thread;
  }
  return longest;
}

int move_waiters(struct object *from, struct object *to, int count) {
  int moved = 0, waiting, longest;
  while (moved < count && from != to && (longest = gather_waiters(from, ~0u, waiters, &waiting)) >= 0) {
    waiters[longest]->pending = waiters[longest]->next.object = to;
    moved++;
  }
  return moved;
}

int wake_some(struct object *object, int count, uint32_t mask) {
  int woken = 0;
  while (woken < count) {
    int waiting, longest = gather_waiters(object, mask, waiters, &waiting);
    if (longest < 0) break;
    struct thread *chosen =
        waiting > count - woken ? choose(waiters, waiting, 0, longest, false, INTERLEAVE_SIGNAL) : waiters[0];
    chosen->signalled = true;
    chosen->pending = NULL;
    wake(chosen);
    observe_wake(chosen, false);
    woken++;
    // A condition's waiter takes its mutex again: while that is held, it waits for the mutex.
    if (chosen->relock) {
      chosen->pending = chosen->relock;
      chosen->next = (struct step){.operation = INTERLEAVE_LOCK, .object = chosen->relock};
      if (chosen->relock->owner) chosen->state = BLOCKED;
    }
  }
  return woken;
}

// ---- Time ------------------------------------------------------------------------------------

// Whether the clock may move for the thread.
static bool awaits_deadline(const struct thread *thread) {
  if (thread->state != BLOCKED || thread->deadline == FOREVER) return false;
  if (!is_idle(thread)) return true;
  return thread->pending && thread->pending->kind == INTERLEAVE_EVENT_LOOP && dispatch_timers_pending();
}

static void time_out(struct thread *thread) {
  thread->timed_out = thread->let_go_by_time = true;
  wake(thread);
}

void pass_time_until(uint64_t time) {
  if (time > engine.now) engine.now = time;
  if (engine.now > engine.plan->max_virtual_nanoseconds) engine_finish(INTERLEAVE_VIRTUAL_TIME, NULL);
  for (int i = 0; i < engine.thread_count; i++) {
    struct thread *thread = engine.threads[i];
    if (awaits_deadline(thread) && thread->deadline <= engine.now) time_out(thread);
  }
}

static bool pass_time_to_next_deadline(void) {
  uint64_t next = FOREVER;
  for (int i = 0; i < engine.thread_count; i++) {
    struct thread *thread = engine.threads[i];
    if (awaits_deadline(thread) && thread->deadline < next) next = thread->deadline;
  }
  if (next != FOREVER) pass_time_until(next);
  return next != FOREVER;
}

// A pool looks after its workers once a second, and starts another for those that wait.
static void let_pool_look(void) {
  for (int i = 0; i < engine.thread_count; i++) {
    struct thread *thread = engine.threads[i];
    if (thread->state != BLOCKED || thread->deadline == FOREVER || !thread->pending ||
        thread->pending->kind != INTERLEAVE_EVENT_LOOP)
      continue;
    pass_time_until(thread->deadline);
    time_out(thread);
    return;
  }
}

// ---- Handing over ----------------------------------------------------------------------------

// How long a thread of several processes waits before it looks whether the process that should run is alive.
static const struct timespec look_interval = {.tv_nsec = 10000000};

static void park(atomic_uint *turn, unsigned value) {
  if (value == PARKED)
    REAL(syscall)(SYS_futex, turn, FUTEX_WAIT_PRIVATE, value, NULL, NULL, 0);
  else if (REAL(syscall)(SYS_futex, turn, FUTEX_WAIT, value, &look_interval, NULL, 0) != 0 && errno == ETIMEDOUT)
    notice_death();
}

// An ended thread still runs its last instructions in the C library. Waiting for its real end
// keeps one thread running at a time, and stack reuse the same in every run.
static void reap_dying(void) {
  struct thread *dying = engine.dying;
  if (!dying) return;
  engine.dying = NULL;
  if (dying->process->ended) {
    await_death(dying->process);
  } else if (dying->detached && dying->process == engine.running->process) {
    REAL(pthread_join)(dying->handle, NULL);
    dying->joined = true;
  } else if (dying != dying->process->first) {  // which the kernel keeps until the whole process ends
    pid_t process = dying->process->kernel_id;
    while (REAL(syscall)(SYS_tgkill, process, dying->tid, 0) == 0) REAL(sched_yield)();
  }
}

void give_turn(struct thread *next) {
  engine.running = next;
  atomic_store_explicit(&next->turn, CHOSEN, memory_order_release);
  REAL(syscall)(SYS_futex, &next->turn, engine.shared ? FUTEX_WAKE : FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

void await_turn(struct thread *thread) {
  unsigned turn;
  while ((turn = atomic_load_explicit(&thread->turn, memory_order_acquire)) != CHOSEN) park(&thread->turn, turn);
  atomic_store_explicit(&thread->turn, engine.shared ? PARKED_SHARED : PARKED, memory_order_relaxed);
  if (engine.finished) leave(0);
  reap_dying();
}

static struct thread *next_thread(uint8_t operation) {
  for (;;) {
    int count = 0, standard = 0;
    bool can_stay = false;
    for (int i = 0; i < engine.thread_count; i++) {
      struct thread *thread = engine.threads[i];
      if (thread->state != RUNNABLE) continue;
      if (thread == engine.running) {
        standard = count;
        can_stay = true;
      }
      candidates[count++] = thread;
    }
    if (count > 0) {
      int early = early_candidates(candidates + count);
      struct thread *chosen = choose(candidates, count, early, standard, can_stay, operation);
      if (chosen->state == BLOCKED) wake_early(chosen);
      return chosen;
    }
    if (pass_time_to_next_deadline()) continue;
    // Not every end of a descriptor's use passes through us: before a deadlock is named, those who wait try once more.
    // Then a pool may start more workers.
    switch (engine.looks++) {
      case 0: descriptors_look_again(); break;
      case 1: let_pool_look(); break;
      default: engine_finish(INTERLEAVE_DEADLOCKED, NULL);
    }
  }
}

void switch_away(uint8_t operation) {
  struct thread *me = self, *next = next_thread(operation);
  if (next == me) return;
  int saved = errno;
  give_turn(next);
  await_turn(me);
  errno = saved;
}

void hand_over(struct thread *ended) {
  struct thread *next = next_thread(INTERLEAVE_END);
  engine.dying = ended;
  give_turn(next);
}

void hand_over_and_leave(void) {
  engine.dying = self;
  struct thread *next = next_thread(INTERLEAVE_END);
  self = NULL;
  give_turn(next);
}

// ---- Points ----------------------------------------------------------------------------------

// Counts a step. Past the bound scheduling is fair; after as many again nobody gets anywhere.
static void count_step(void) {
  engine.looks = 0;
  self->steps++;
  uint64_t steps = ++engine.result->steps, bound = engine.plan->max_steps;
  if (steps < bound) return;
  engine.fair_steps++;
  if (steps >= 2 * bound) engine_finish(INTERLEAVE_LIVELOCKED, NULL);
  if (engine.fair_steps % polls_per_deadline == 0) pass_time_to_next_deadline();
}

// Whether there is a choice: the calling thread is not alone.
static bool begin_step(struct step step, uintptr_t caller) {
  self->next = step;
  if (engine.live_count == 1) {
    if (step.object) observe_object(step.object);
    return false;
  }
  if (engine.plan->detailed) self->wait_offset = exercise_offset(caller);
  count_step();
  return true;
}

void offer_choice(struct step step, uintptr_t caller) {
  if (begin_step(step, caller)) switch_away(step.operation);
}

void scheduling_point(uint8_t operation, struct object *object, uintptr_t caller) {
  if (is_internal(object, caller)) return;
  offer_choice((struct step){.operation = operation, .object = object}, caller);
  record(operation, object, NULL, caller);
}

static void end_wait(uintptr_t caller) {
  if (self->woken_early) record(self->woken_early, self->pending, NULL, caller);
  self->woken_early = 0;
  self->pending = NULL;
  self->deadline = FOREVER;
}

void acquire_point(uint8_t operation, struct object *object, bool available, uint64_t deadline, uintptr_t caller) {
  if (is_internal(object, caller)) return;
  struct step step = {.operation = operation, .object = object};
  if (begin_step(step, caller) && available) {
    self->pending = object;
    self->deadline = deadline;
    self->timed_out = false;
    switch_away(operation);
    end_wait(caller);
  }
  record(operation, object, NULL, caller);
}

bool block(uint8_t operation, struct object *object, uint64_t deadline, uintptr_t caller) {
  self->state = BLOCKED;
  self->pending = object;
  self->next = (struct step){.operation = operation, .object = object};
  self->deadline = deadline;
  self->timed_out = self->signalled = false;
  self->blocked_since = ++engine.blocks;
  if (engine.plan->detailed) self->wait_offset = exercise_offset(caller);
  switch_away(operation);
  end_wait(caller);
  return !self->timed_out;
}
