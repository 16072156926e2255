// Probabilistic concurrency testing: the runnable thread of the highest random priority runs, and
// at d - 1 random steps the running thread's priority falls below all others (Burckhardt, Kothari,
// Musuvathi and Nagarakatte, ASPLOS 2010).
#include "strategy.h"

enum { MAX_DEPTH = 3 };

static uint64_t state;
static uint32_t depth;
static uint64_t change_points[MAX_DEPTH];
static uint64_t lowest;  // priorities below the initial ones are handed out downwards

static void begin(const struct interleave_plan *plan, uint32_t d) {
  state = plan->seed;
  depth = d;
  lowest = 1u << 20;
  uint64_t steps = plan->expected_steps ? plan->expected_steps : 1;
  for (uint32_t i = 0; i + 1 < depth; i++) change_points[i] = 1 + next_random(&state) % steps;
}

// Initial priorities are distinct: random above, the number below.
static void thread_created(struct thread *thread) {
  thread->priority = (next_random(&state) >> 32) << 16 | 1ull << 40 | (uint64_t)thread->number;
}

static int choose(const struct choice *choice) {
  // Who is let go is no matter of priorities: the same waiters would always be passed over.
  if (choice->among_waiters) return (int)(next_random(&state) % (uint64_t)choice->count);
  if (choice->can_stay) {
    struct thread *running = choice->candidates[choice->standard];
    for (uint32_t i = 0; i + 1 < depth; i++)
      if (change_points[i] && change_points[i] <= engine.result->steps) {
        change_points[i] = 0;
        running->priority = --lowest;
      }
    // A thread that yields would otherwise run for ever.
    if (choice->operation == INTERLEAVE_YIELD) running->priority = --lowest;
  }
  int chosen = 0;
  for (int i = 1; i < choice->count; i++)
    if (choice->candidates[i]->priority > choice->candidates[chosen]->priority) chosen = i;
  return chosen;
}

static void begin_2(const struct interleave_plan *plan) { begin(plan, 2); }

static void begin_3(const struct interleave_plan *plan) { begin(plan, 3); }

STRATEGY(pct_2, begin_2, thread_created, choose);
STRATEGY(pct_3, begin_3, thread_created, choose);
