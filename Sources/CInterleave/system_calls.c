// System calls by number: those whose answers differ from run to run, or that would wait, end the
// process or start another behind our back.
#define _GNU_SOURCE
#include <poll.h>
#include <sched.h>
#include <stdarg.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>

#include "engine.h"
#include "real.h"

static const char *refused(long number) {
  switch (number) {
    case SYS_clone: return "clone";
#ifdef SYS_fork
    case SYS_fork: return "fork by number";
    case SYS_vfork: return "vfork by number";
#endif
    case SYS_clone3: return "clone3";
    case SYS_execve: return "execve by number";
    case SYS_exit: return "exit of a thread by number";
    case SYS_kill: return "kill by number";
    case SYS_tkill: return "tkill";
    case SYS_tgkill: return "tgkill";
    case SYS_rt_sigsuspend: return "rt_sigsuspend";
    case SYS_rt_sigtimedwait: return "rt_sigtimedwait";
    case SYS_ppoll: return "ppoll by number";
    case SYS_pselect6: return "pselect6";
    case SYS_epoll_pwait: return "epoll_pwait";
    case SYS_wait4: return "wait4 by number";
    case SYS_waitid: return "waitid by number";
    case SYS_io_uring_setup: return "io_uring_setup";
#ifdef SYS_futex_waitv
    case SYS_futex_waitv: return "futex_waitv";
#endif
#ifdef SYS_poll
    case SYS_select: return "select by number";
    case SYS_epoll_wait: return "epoll_wait by number";
    case SYS_pause: return "pause by number";
    case SYS_alarm: return "alarm by number";
#endif
  }
  return NULL;
}

static long failed(int error) {
  if (error) errno = error;
  return error ? -1 : 0;
}

EXPORT long syscall(long number, ...) {
  va_list list;
  va_start(list, number);
  long a[6];
  for (int i = 0; i < 6; i++) a[i] = va_arg(list, long);
  va_end(list);
  if (!controlled()) return REAL(syscall)(number, a[0], a[1], a[2], a[3], a[4], a[5]);
  switch (number) {
    case SYS_futex: return futex(a, CALLER);
    case SYS_getrandom: return getrandom((void *)a[0], (size_t)a[1], (unsigned)a[2]);
    case SYS_gettid: return gettid();
    case SYS_getpid: return getpid();
    case SYS_getppid: return getppid();
    case SYS_exit_group: _exit((int)a[0]);
    case SYS_sched_yield: return sched_yield();
    case SYS_clock_gettime: return clock_gettime((clockid_t)a[0], (struct timespec *)a[1]);
    case SYS_gettimeofday: return gettimeofday((struct timeval *)a[0], (void *)a[1]);
    case SYS_times: return times((struct tms *)a[0]);
    case SYS_getrusage: return getrusage((__rusage_who_t)a[0], (struct rusage *)a[1]);
    case SYS_sysinfo: return sysinfo((struct sysinfo *)a[0]);
    case SYS_nanosleep: return nanosleep((const struct timespec *)a[0], (struct timespec *)a[1]);
    case SYS_clock_nanosleep:
      return failed(
          clock_nanosleep((clockid_t)a[0], (int)a[1], (const struct timespec *)a[2], (struct timespec *)a[3]));
    case SYS_read: return read((int)a[0], (void *)a[1], (size_t)a[2]);
    case SYS_write: return write((int)a[0], (const void *)a[1], (size_t)a[2]);
    case SYS_close: return close((int)a[0]);
#ifdef SYS_poll
    case SYS_poll: return poll((struct pollfd *)a[0], (nfds_t)a[1], (int)a[2]);
    case SYS_time: return time((time_t *)a[0]);
#endif
  }
  if (refused(number)) engine_unmodelled(refused(number), CALLER);
  return REAL(syscall)(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}
