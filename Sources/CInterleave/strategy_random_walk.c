// Random walk: every runnable thread is equally likely at every choice. Before a plain access to
// memory the running thread mostly goes on: there are many of them, and a switch at each would
// leave few schedules in which a thread gets far.
#include "strategy.h"

static const uint64_t accesses_per_switch = 8;

static uint64_t state;

static void begin(const struct interleave_plan *plan) { state = plan->seed; }

static void thread_created(struct thread *thread) {}

static int choose(const struct choice *choice) {
  if (choice->count == 1) return 0;
  bool access = choice->operation == INTERLEAVE_READ || choice->operation == INTERLEAVE_WRITE;
  if (access && choice->can_stay && next_random(&state) % accesses_per_switch) return choice->standard;
  // A thread that yields lets another go.
  if (choice->operation == INTERLEAVE_YIELD && choice->can_stay) {
    int chosen = (int)(next_random(&state) % (uint64_t)(choice->count - 1));
    return chosen >= choice->standard ? chosen + 1 : chosen;
  }
  return (int)(next_random(&state) % (uint64_t)choice->count);
}

STRATEGY(random, begin, thread_created, choose);
