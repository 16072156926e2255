// Begins and ends an execution.
#define _GNU_SOURCE
#include "engine.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "heap.h"
#include "real.h"
#include "strategy.h"

struct engine engine;
__thread struct thread *self __attribute__((tls_model("initial-exec")));

bool engine_prepare(const struct interleave_plan *plan) {
  char symbol[sizeof "interleave_strategy_" + INTERLEAVE_STRATEGY_BYTES];
  switch (plan->chooser) {
    case INTERLEAVE_REPLAY: engine.strategy = &replay; break;
    case INTERLEAVE_GUIDED: engine.strategy = &guided; break;
    default:
      snprintf(symbol, sizeof symbol, "interleave_strategy_%.*s", INTERLEAVE_STRATEGY_BYTES, plan->strategy);
      for (char *c = symbol; *c; c++)
        if (*c == '-') *c = '_';
      engine.strategy = dlsym(RTLD_DEFAULT, symbol);
  }
  return engine.strategy;
}

void engine_begin(const struct interleave_plan *plan, struct interleave_result *result) {
  engine.plan = plan;
  engine.result = result;
  heap_begin();
  trace_begin();
  engine.strategy->begin(plan);
  threads_begin();
}

// Unfinished threads and what keeps them, for deadlocks and livelocks.
static void report_waiting(void) {
  struct interleave_result *result = engine.result;
  for (int i = 0; i < engine.thread_count; i++) {
    struct thread *thread = engine.threads[i];
    if (thread->state == ENDED || is_idle(thread)) continue;
    struct object *object = thread->pending;
    result->waiting[result->waiting_count++] = (struct interleave_waiting){
        .thread = thread->number,
        .operation = thread->next.operation,
        .object = object ? object->number : 0,
        .object_kind = object ? object->kind : INTERLEAVE_NO_OBJECT,
        .held_by = object && object->owner ? object->owner->number : -1,
        .offset = thread->wait_offset,
        .place = thread->place,
    };
  }
}

void engine_end(enum interleave_ending ending, const char *message) {
  struct interleave_result *result = engine.result;
  result->ending = ending;
  result->message = keep_text(message);
  result->time = engine.now;
  observe_end();
  if (ending == INTERLEAVE_DEADLOCKED || ending == INTERLEAVE_LIVELOCKED) report_waiting();
  result->seal = seal_of(result);
  processes_end();
  self = NULL;  // what follows is not part of the execution
}

void engine_finish(enum interleave_ending ending, const char *message) {
  engine_end(ending, message);
  leave(0);
}

void leave(int status) {
  self = NULL;
  // A thread that stopped while printing keeps the stream's lock; its text stays unprinted then.
  if (ftrylockfile(stdout) == 0) {
    fflush(stdout);
    funlockfile(stdout);
  }
  REAL(syscall)(SYS_exit_group, status);
  __builtin_unreachable();
}

void engine_unmodelled(const char *call, uintptr_t caller) {
  engine.result->offset = exercise_offset(caller);
  engine_finish(INTERLEAVE_UNMODELLED, call);
}
