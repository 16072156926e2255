// Calls that wait for, or reach, what the engine does not control yet. Under control each ends
// the execution with its name, so that nothing misbehaves in silence.
#define _GNU_SOURCE
#include <aio.h>
#include <mqueue.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "engine.h"
#include "real.h"

#define UNMODELLED(result, name, parameters, arguments) \
  EXPORT result name parameters {                       \
    if (controlled()) engine_unmodelled(#name, CALLER); \
    return REAL(name) arguments;                        \
  }

// Threads.
UNMODELLED(int, pthread_cancel, (pthread_t thread), (thread))
UNMODELLED(int, pthread_kill, (pthread_t thread, int signal), (thread, signal))

// Processes.
UNMODELLED(int, system, (const char *command), (command))
UNMODELLED(FILE *, popen, (const char *command, const char *mode), (command, mode))
UNMODELLED(
    int, execve, (const char *path, char *const arguments[], char *const environment[]), (path, arguments, environment))
UNMODELLED(int, execv, (const char *path, char *const arguments[]), (path, arguments))
UNMODELLED(int, execvp, (const char *file, char *const arguments[]), (file, arguments))
UNMODELLED(
    int, posix_spawn,
    (pid_t * process, const char *path, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes,
     char *const arguments[], char *const environment[]),
    (process, path, actions, attributes, arguments, environment))
UNMODELLED(
    int, posix_spawnp,
    (pid_t * process, const char *file, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes,
     char *const arguments[], char *const environment[]),
    (process, file, actions, attributes, arguments, environment))
UNMODELLED(pid_t, _Fork, (void), ())
UNMODELLED(int, daemon, (int keep_folder, int keep_output), (keep_folder, keep_output))
UNMODELLED(int, setpgid, (pid_t process, pid_t group), (process, group))
UNMODELLED(pid_t, setsid, (void), ())

// Descriptors that one thread waits on and another makes ready.
UNMODELLED(int, flock, (int descriptor, int operation), (descriptor, operation))
UNMODELLED(int, lockf, (int descriptor, int command, off_t length), (descriptor, command, length))
UNMODELLED(int, aio_read, (struct aiocb * request), (request))
UNMODELLED(int, aio_write, (struct aiocb * request), (request))
UNMODELLED(int, socket, (int domain, int type, int protocol), (domain, type, protocol))
UNMODELLED(int, signalfd, (int descriptor, const sigset_t *mask, int flags), (descriptor, mask, flags))

// Signals and timers.
UNMODELLED(int, pause, (void), ())
UNMODELLED(int, sigwait, (const sigset_t *set, int *signal), (set, signal))
UNMODELLED(int, sigwaitinfo, (const sigset_t *set, siginfo_t *info), (set, info))
UNMODELLED(
    int, sigtimedwait, (const sigset_t *set, siginfo_t *info, const struct timespec *timeout), (set, info, timeout))
UNMODELLED(unsigned, alarm, (unsigned seconds), (seconds))
UNMODELLED(
    int, setitimer, (__itimer_which_t which, const struct itimerval *value, struct itimerval *old), (which, value, old))
UNMODELLED(int, timer_create, (clockid_t clock, struct sigevent *event, timer_t *timer), (clock, event, timer))

// System V objects.
UNMODELLED(int, msgget, (key_t key, int flags), (key, flags))
UNMODELLED(int, semget, (key_t key, int count, int flags), (key, count, flags))

// Functions with optional arguments are passed on with all of them.
EXPORT mqd_t mq_open(const char *name, int flags, ...) {
  if (controlled()) engine_unmodelled("mq_open", CALLER);
  __builtin_va_list list;
  __builtin_va_start(list, flags);
  unsigned mode = __builtin_va_arg(list, unsigned);
  struct mq_attr *attributes = __builtin_va_arg(list, struct mq_attr *);
  __builtin_va_end(list);
  return REAL(mq_open)(name, flags, mode, attributes);
}
