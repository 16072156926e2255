// Executions that begin with the same memory at the same addresses, by which a search knows what threads use: whoever
// answers requests allocates between them, so a process that does nothing else is forked once, and forks them.
#define _GNU_SOURCE
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine.h"
#include "real.h"

struct order {
  struct interleave_plan plan;
  struct interleave_deviation deviations[INTERLEAVE_MAX_DEVIATIONS];
  struct interleave_sleeper sleepers[INTERLEAVE_MAX_SLEEPERS];
};

static struct order *order;  // shared with the origin
static pid_t origin;         // 0: none
static int channel = -1;     // a byte asks, a byte answers: 0, or an errno value

bool is_origin(pid_t process) { return origin && process == origin; }

static _Noreturn void serve(int requests, void (*body)(void *), void *context, struct interleave_result *result) {
  static struct interleave_plan plan;  // the executions' own: what they share they could write to
  origin = 0;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  for (char byte; recv(requests, &byte, 1, 0) == 1;) {
    plan = order->plan;
    plan.deviations = order->deviations;
    plan.sleepers = order->sleepers;
    byte = (char)interleave_execute(&plan, body, context, result);
    if (send(requests, &byte, 1, MSG_NOSIGNAL) != 1) break;
  }
  REAL(syscall)(SYS_exit_group, 0);
  __builtin_unreachable();
}

EXPORT void interleave_origin_end(void) {
  if (!origin) return;
  close(channel);
  REAL(kill)(origin, SIGKILL);
  waitpid(origin, NULL, 0);
  origin = 0;
}

EXPORT int interleave_origin_start(void (*body)(void *context), void *context, struct interleave_result *result) {
  interleave_origin_end();
  if (!order) {
    void *memory = mmap(NULL, sizeof *order, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return errno;
    order = memory;
  }
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return errno;
  pid_t child = REAL(fork)();
  if (child == 0) {
    close(ends[0]);
    serve(ends[1], body, context, result);
  }
  int error = child < 0 ? errno : 0;
  close(ends[1]);
  if (error) {
    close(ends[0]);
    return error;
  }
  channel = ends[0];
  origin = child;
  return 0;
}

EXPORT int interleave_origin_execute(const struct interleave_plan *plan) {
  if (!origin) return ESRCH;
  if (plan->deviation_count > INTERLEAVE_MAX_DEVIATIONS || plan->sleeper_count > INTERLEAVE_MAX_SLEEPERS) return E2BIG;
  order->plan = *plan;
  if (plan->deviation_count)
    memcpy(order->deviations, plan->deviations, plan->deviation_count * sizeof *plan->deviations);
  if (plan->sleeper_count) memcpy(order->sleepers, plan->sleepers, plan->sleeper_count * sizeof *plan->sleepers);
  unsigned char byte = 0;
  if (send(channel, &byte, 1, MSG_NOSIGNAL) != 1 || recv(channel, &byte, 1, 0) != 1) {
    interleave_origin_end();
    return EPIPE;
  }
  return byte;
}
