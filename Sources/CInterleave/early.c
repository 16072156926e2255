// Wake-ups that a program must expect although no thread causes them: time-outs that come early, as on a machine too
// loaded to run the other threads first, and spurious ones of those who wait for a condition or a futex.
#include "early.h"

#include "strategy.h"

static const uint64_t choices_per_wakeup = 16;

static uint64_t state;

EXPORT void interleave_allow(bool early_timeouts, bool spurious_wakeups) {
  engine.early_timeouts = early_timeouts;
  engine.spurious_wakeups = spurious_wakeups;
  if (early_timeouts || spurious_wakeups) observe_less();
  state = ~engine.plan->seed;
}

// The clock may jump to deadlines before this time: not past the bound, nor past the property's own pauses, which end
// when nobody else can go on.
static uint64_t end_of_jumps(void) {
  uint64_t end = engine.plan->max_virtual_nanoseconds;
  for (int i = 0; i < engine.thread_count; i++) {
    const struct thread *thread = engine.threads[i];
    if (!thread->patient || thread->state == ENDED) continue;
    uint64_t pause = thread->state == BLOCKED ? thread->deadline : engine.now;
    if (pause < end) end = pause;
  }
  return end;
}

// What wakes the blocked thread; 0: nothing.
static uint8_t wakeup_of(const struct thread *thread, uint64_t end) {
  if (thread->state != BLOCKED || thread->patient || is_idle(thread)) return 0;
  if (engine.early_timeouts && thread->deadline < end) return INTERLEAVE_EARLY_TIMEOUT;
  bool on_condition = thread->pending && thread->pending->kind == INTERLEAVE_CONDITION;
  bool may_wake = on_condition || thread->next.operation == INTERLEAVE_FUTEX_WAIT;
  return engine.spurious_wakeups && may_wake ? INTERLEAVE_SPURIOUS_WAKEUP : 0;
}

int early_candidates(struct thread **candidates) {
  if (!engine.early_timeouts && !engine.spurious_wakeups) return 0;
  uint64_t end = end_of_jumps();
  int count = 0;
  for (int i = 0; i < engine.thread_count; i++)
    if (wakeup_of(engine.threads[i], end)) candidates[count++] = engine.threads[i];
  return count;
}

int early_choice(int count) {
  if (count == 0 || engine.plan->chooser == INTERLEAVE_REPLAY || observed()) return -1;
  if (next_random(&state) % choices_per_wakeup) return -1;
  return (int)(next_random(&state) % (uint64_t)count);
}

void wake_early(struct thread *thread) {
  thread->woken_early = wakeup_of(thread, FOREVER);
  if (thread->woken_early == INTERLEAVE_EARLY_TIMEOUT)
    pass_time_until(thread->deadline);
  else
    wake(thread);
}
