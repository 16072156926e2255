// Signals from process to process. What the program could reach outside of the execution is none of its business:
// what runs it.
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine.h"
#include "real.h"

enum effect { NOTHING, DEATH, UNKNOWN };

// Whether the kernel says that the process does this with the signal: `what` is a line of its status.
static bool says(const char *status, const char *what, int signal) {
  const char *line = strstr(status, what);
  unsigned long long mask = 0;
  return line && sscanf(line + strlen(what), " %llx", &mask) == 1 && mask >> (signal - 1) & 1;
}

static enum effect effect_of(int signal, const struct process *process) {
  char path[32], status[4096];
  if (signal == SIGKILL) return DEATH;
  snprintf(path, sizeof path, "/proc/%d/status", process->kernel_id);
  int file = REAL(open)(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return UNKNOWN;
  ssize_t length = REAL(syscall)(SYS_read, file, status, sizeof status - 1);
  REAL(syscall)(SYS_close, file);
  if (length <= 0) return UNKNOWN;
  status[length] = 0;
  if (says(status, "SigIgn:", signal)) return NOTHING;
  if (says(status, "SigCgt:", signal) || says(status, "SigBlk:", signal)) return UNKNOWN;
  switch (signal) {
    case SIGCHLD:
    case SIGCONT:
    case SIGURG:
    case SIGWINCH: return NOTHING;
    case SIGSTOP:
    case SIGTSTP:
    case SIGTTIN:
    case SIGTTOU: return UNKNOWN;
    default: return DEATH;
  }
}

static int signal_process(struct process *process, int signal, uintptr_t caller) {
  scheduling_point(INTERLEAVE_KILL, object_of_process(process), caller);
  if (signal == 0 || process->ended) return 0;
  enum effect effect = effect_of(signal, process);
  if (effect == UNKNOWN) engine_unmodelled("kill of a process that handles or blocks the signal", caller);
  if (effect == NOTHING) return 0;
  // Its threads are all parked: it dies without another step, and without its own `exit`.
  int error = REAL(kill)(process->kernel_id, signal);
  if (error) return error;
  await_death(process);
  process_end(process, signal);
  return 0;
}

EXPORT int kill(pid_t id, int signal) {
  if (!controlled()) return REAL(kill)(id, signal);
  if (id == getpid()) return REAL(kill)((pid_t)REAL(syscall)(SYS_getpid), signal);
  struct process *process = id > 0 ? process_with_id(id) : NULL;
  if (process && !process->reaped) return signal_process(process, signal, CALLER);
  errno = process ? ESRCH : EPERM;
  return -1;
}

EXPORT int killpg(pid_t group, int signal) {
  if (!controlled()) return REAL(killpg)(group, signal);
  errno = EPERM;
  return -1;
}
