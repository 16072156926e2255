// The server of a process that has opened an exercise: forked before any request, since whoever answers requests
// allocates between them, and what executions find in memory would tell what was asked for before.
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine.h"
#include "real.h"
#include "server.h"

EXPORT struct interleave_server *interleave_server_fork(void (*body)(void *context), void *context) {
  struct interleave_server *memory =
      mmap(NULL, sizeof *memory, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  int ends[2];
  if (memory == MAP_FAILED || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return NULL;
  pid_t host = (pid_t)REAL(syscall)(SYS_getpid), child = REAL(fork)();
  if (child < 0) return NULL;
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    close(ends[0]);
    struct served served = {body, context, NULL};
    if (getppid() == host && executions_prepare()) serve(memory, ends[1], &served);
    REAL(syscall)(SYS_exit_group, 0);
  }
  close(ends[1]);
  server_connect(ends[0]);
  return memory;
}
