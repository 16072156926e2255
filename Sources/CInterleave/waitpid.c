// Waiting for child processes to end. The kernel keeps what it tells of a dead child; only the waiting is ours.
#define _GNU_SOURCE
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "engine.h"
#include "real.h"

static bool is_wanted(const struct process *process, pid_t id) {
  return process->parent == self->process && !process->reaped && (id <= 0 || id_of(process->first) == id);
}

// The first created of the wanted children that have ended, or else of all wanted; null when there are none.
static struct process *find_child(pid_t id) {
  struct process *alive = NULL;
  for (int i = 1; i < engine.process_count; i++) {
    struct process *process = &engine.processes[i];
    if (!is_wanted(process, id)) continue;
    if (process->ended) return process;
    if (!alive) alive = process;
  }
  return alive;
}

// A child that has ended; null with ECHILD when there can be none, or with 0 when the caller does not want to wait.
static struct process *await_child(pid_t id, int options, uintptr_t caller) {
  // All processes of an execution are of one group.
  if (id < -1) engine_unmodelled("waiting for a process group", caller);
  struct process *child = find_child(id);
  if (child && !(options & WNOHANG))
    acquire_point(INTERLEAVE_JOIN, object_of_process(child), child->ended, FOREVER, caller);
  else
    scheduling_point(INTERLEAVE_JOIN, child ? object_of_process(child) : NULL, caller);
  for (;;) {
    child = find_child(id);
    if (child && child->ended) return child;
    if (!child || options & WNOHANG) {
      errno = child ? 0 : ECHILD;
      return NULL;
    }
    block(INTERLEAVE_JOIN, object_of_process(child), FOREVER, caller);
  }
}

static pid_t wait_child(pid_t id, int *status, int options, struct rusage *usage, uintptr_t caller) {
  struct process *child = await_child(id, options, caller);
  if (!child) return errno ? -1 : 0;
  if (usage) memset(usage, 0, sizeof *usage);  // what it really took differs from run to run
  if (REAL(waitpid)(child->kernel_id, status, 0) < 0) return -1;
  child->reaped = true;
  order_acquire(object_of_process(child));
  return id_of(child->first);
}

EXPORT pid_t wait(int *status) {
  if (!controlled()) return REAL(wait)(status);
  return wait_child(-1, status, 0, NULL, CALLER);
}

EXPORT pid_t waitpid(pid_t process, int *status, int options) {
  if (!controlled()) return REAL(waitpid)(process, status, options);
  return wait_child(process, status, options, NULL, CALLER);
}

EXPORT pid_t wait3(int *status, int options, struct rusage *usage) {
  if (!controlled()) return REAL(wait3)(status, options, usage);
  return wait_child(-1, status, options, usage, CALLER);
}

EXPORT pid_t wait4(pid_t process, int *status, int options, struct rusage *usage) {
  if (!controlled()) return REAL(wait4)(process, status, options, usage);
  return wait_child(process, status, options, usage, CALLER);
}

EXPORT int waitid(idtype_t type, id_t id, siginfo_t *info, int options) {
  if (!controlled()) return REAL(waitid)(type, id, info, options);
  if (type != P_PID && type != P_ALL) engine_unmodelled("waitid for a group or a descriptor", CALLER);
  if (!(options & WEXITED)) engine_unmodelled("waitid for a process that stops or goes on", CALLER);
  struct process *child = await_child(type == P_PID ? (pid_t)id : -1, options, CALLER);
  if (info) memset(info, 0, sizeof *info);
  if (!child) return errno ? -1 : 0;
  if (REAL(waitid)(P_PID, (id_t)child->kernel_id, info, WEXITED | (options & WNOWAIT)) < 0) return -1;
  if (info) info->si_pid = id_of(child->first);
  if (!(options & WNOWAIT)) child->reaped = true;
  return 0;
}
