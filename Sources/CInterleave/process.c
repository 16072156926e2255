// Ways for the exercise's code to end its process: a child's end, or the execution's before the property has ended.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine.h"
#include "real.h"

static _Noreturn void ended_early(const char *call, int status, uintptr_t caller) {
  char text[48];
  snprintf(text, sizeof text, "%s(%d)", call, status);
  engine.result->offset = exercise_offset(caller);
  engine_finish(INTERLEAVE_EXIT_CALL, text);
}

// Whether the call would end the execution before its property has; a program's own exit is its normal end.
static bool is_early(void) { return controlled() && self->process->number == 0 && !engine.plan->program; }

// Ends the calling process past its handlers: a child, or the program.
static void end_process(int status) {
  if (self->process->number != 0) process_exit(status);
  engine_end(INTERLEAVE_PASSED, NULL);
}

EXPORT _Noreturn void exit(int status) {
  if (is_early()) ended_early("exit", status, CALLER);
  REAL(exit)(status);
  __builtin_unreachable();
}

EXPORT _Noreturn void _exit(int status) {
  if (is_early()) ended_early("_exit", status, CALLER);
  if (controlled()) end_process(status);
  REAL(syscall)(SYS_exit_group, status);
  __builtin_unreachable();
}

EXPORT _Noreturn void _Exit(int status) {
  if (is_early()) ended_early("_Exit", status, CALLER);
  _exit(status);
}

EXPORT _Noreturn void quick_exit(int status) {
  if (is_early()) ended_early("quick_exit", status, CALLER);
  REAL(quick_exit)(status);
  __builtin_unreachable();
}
