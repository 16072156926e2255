// Partial order sampling: every event has a random priority and the highest goes first; what it
// conflicts with draws a new one, so that each order of two conflicting events is about equally likely
// (Yuan, Yang and Gu, «Partial Order Aware Concurrency Sampling», CAV 2018).
#include "strategy.h"

static const uint64_t least_drawn = 1u << 20;

static uint64_t state;
static uint64_t lowest;  // priorities below those drawn are handed out downwards

static void begin(const struct interleave_plan *plan) {
  state = plan->seed;
  lowest = least_drawn;
}

static void thread_created(struct thread *thread) {}

// The priority of the thread's next event; 0 stands for one that is not drawn yet. A thread that yields lets all
// others go first: polling, it would draw until it has passed them all.
static uint64_t priority_of(struct thread *thread) {
  if (!thread->priority)
    thread->priority = thread->next.operation == INTERLEAVE_YIELD ? --lowest : next_random(&state) | least_drawn;
  return thread->priority;
}

static int choose(const struct choice *choice) {
  if (choice->among_waiters) return (int)(next_random(&state) % (uint64_t)choice->count);
  int chosen = 0;
  for (int i = 1; i < choice->count; i++)
    if (priority_of(choice->candidates[i]) > priority_of(choice->candidates[chosen])) chosen = i;
  const struct step *step = &choice->candidates[chosen]->next;
  for (int i = 0; i < choice->count; i++)
    if (i == chosen || conflict(&choice->candidates[i]->next, step)) choice->candidates[i]->priority = 0;
  return chosen;
}

STRATEGY(pos, begin, thread_created, choose);
