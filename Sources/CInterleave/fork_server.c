// The server of a process that has opened an exercise: forked before any request, since whoever answers requests
// allocates between them, and what executions find in memory would tell what was asked for before.
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine.h"
#include "real.h"
#include "server.h"

// The channel to the grader is the host's alone.
static bool leave_standard_streams(void) {
  int nothing = REAL(open)("/dev/null", O_RDWR | O_CLOEXEC);
  return nothing >= 0 && dup2(nothing, 0) == 0 && dup2(nothing, 1) == 1;
}

// Ends as the host did.
static _Noreturn void end_with(pid_t host) {
  int status = 0;
  waitpid(host, &status, 0);
  REAL(syscall)(SYS_exit_group, WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
  __builtin_unreachable();
}

EXPORT struct interleave_server *interleave_server_fork(void (*body)(void *context), void *context) {
  struct interleave_server *memory =
      mmap(NULL, sizeof *memory, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  int ends[2];
  if (memory == MAP_FAILED || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return NULL;
  // What is in /proc of both is no longer their user's: memory, descriptors, environment.
  if (prctl(PR_SET_DUMPABLE, 0) < 0) return NULL;
  // The host is the child: a sandbox may let only the process that it started look into /proc, and it is the server
  // that has to find what executions leave behind.
  pid_t server = (pid_t)REAL(syscall)(SYS_getpid), host = REAL(fork)();
  if (host < 0) return NULL;
  if (host > 0) {
    close(ends[0]);
    struct served served = {body, context, NULL};
    if (leave_standard_streams() && protect_from_executions(server, host) && executions_prepare(host))
      serve(memory, ends[1], &served);
    close(ends[1]);
    end_with(host);
  }
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != server) _exit(70);
  close(ends[1]);
  server_connect(ends[0]);
  return memory;
}
