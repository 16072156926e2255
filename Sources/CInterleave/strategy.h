// How the next thread is chosen. A strategy is one file with these three functions, and with STRATEGY, which exports
// them under its name. Nothing else lists it: the engine and the grader find it among the library's symbols.
#pragma once

#include "engine.h"

struct choice {
  struct thread *const *candidates;  // in order of their numbers, or of waiting; at least one
  int count;
  int early;           // blocked threads that may be woken, behind the others; samplers leave them alone
  int standard;        // index of the default choice
  uint8_t operation;   // what the running thread is about to do
  bool can_stay;       // the default is the running thread, which can go on
  bool among_waiters;  // who is let go, not who runs
};

static inline enum interleave_deviation_kind kind_of(const struct choice *choice) {
  return choice->among_waiters ? INTERLEAVE_WOKEN : choice->can_stay ? INTERLEAVE_PREEMPTED : INTERLEAVE_WENT_ON;
}

struct strategy {
  void (*begin)(const struct interleave_plan *plan);
  void (*thread_created)(struct thread *thread);
  // The index of the chosen candidate. Asked at every step, also where there is no choice.
  int (*choose)(const struct choice *choice);
};

// Names a strategy that samples. In what people write a hyphen stands for each underscore.
#define STRATEGY(name, ...) EXPORT const struct strategy interleave_strategy_##name = {__VA_ARGS__}

// The two that follow what a plan gives.
extern const struct strategy replay, guided;

// What a step uses, as a number: an object's address or that of memory; 0: nothing.
static inline uintptr_t identity(const struct step *step) {
  return step->object ? (uintptr_t)step->object->address : step->address;
}

// Whether the order of the two steps can matter.
static inline bool conflict(const struct step *a, const struct step *b) {
  if (a->object || b->object) return a->object == b->object;
  return (a->writes || b->writes) && a->address < b->address + b->size && b->address < a->address + a->size;
}

// ---- observation.c
void observe_choice(const struct choice *choice, const struct thread *chosen);

// ---- profile.c
void profile_thread(const struct thread *thread);
void profile_step(const struct thread *thread);
