// Ways for the exercise's code to end the process before the property has ended.
#define _GNU_SOURCE
#include <signal.h>
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

EXPORT _Noreturn void exit(int status) {
  if (controlled()) ended_early("exit", status, CALLER);
  REAL(exit)(status);
  __builtin_unreachable();
}

EXPORT _Noreturn void _exit(int status) {
  if (controlled()) ended_early("_exit", status, CALLER);
  REAL(syscall)(SYS_exit_group, status);
  __builtin_unreachable();
}

EXPORT _Noreturn void _Exit(int status) {
  if (controlled()) ended_early("_Exit", status, CALLER);
  _exit(status);
}

EXPORT _Noreturn void quick_exit(int status) {
  if (controlled()) ended_early("quick_exit", status, CALLER);
  REAL(quick_exit)(status);
  __builtin_unreachable();
}

// The process knows itself by a fixed number. Whoever else it could reach is none of its business: what runs it.
EXPORT int kill(pid_t process, int signal) {
  if (!controlled()) return REAL(kill)(process, signal);
  if (process == getpid()) return REAL(kill)((pid_t)REAL(syscall)(SYS_getpid), signal);
  errno = EPERM;
  return -1;
}

EXPORT int killpg(pid_t group, int signal) {
  if (!controlled()) return REAL(killpg)(group, signal);
  errno = EPERM;
  return -1;
}
