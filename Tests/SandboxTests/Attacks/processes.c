// Processes: too many, and such as mean to stay.
#include "attack.h"

static void ignore_all_signals(void) {
  for (int number = 1; number <= 64; number++) signal(number, SIG_IGN);
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, NULL);
}

/// Doubles until it may not, and goes on.
ATTACK(exponential_fork) {
  ignore_all_signals();
  for (;;) fork();
}

/// One parent, as many children as there may be.
ATTACK(fork_bomb) {
  for (;;)
    if (fork() == 0) pause();
}

/// Children that end at once and are never waited for.
ATTACK(zombies) {
  for (;;)
    if (fork() == 0) _exit(0);
}

/// Leaves its session and its parent, as daemons do, and ends in good order.
ATTACK(daemon_left_behind) {
  pid_t between = fork();
  if (between == 0) {
    setsid();
    if (fork() > 0) _exit(0);
    ignore_all_signals();
    for (;;) pause();
  }
  waitpid(between, NULL, 0);
}

/// Never the same process for long, in a session of its own each time.
ATTACK(pid_hopper) {
  ignore_all_signals();
  for (;;) {
    pid_t child = fork();
    if (child > 0) _exit(0);
    if (child == 0) setsid();
  }
}

/// The same, while the first process lives on.
ATTACK(hopper_beside_sleeper) {
  if (fork() == 0) pid_hopper(arguments);
  for (;;) pause();
}

/// The processor time of children that are reaped unseen.
ATTACK(hidden_processor_time) {
  signal(SIGCHLD, SIG_IGN);
  for (;;) {
    pid_t child = fork();
    if (child == 0) {
      for (volatile long spin = 0; spin < 20000000; spin++) continue;
      _exit(0);
    }
    while (waitpid(child, NULL, 0) > 0) continue;
  }
}

ATTACK(sleep_with_signals_blocked) {
  ignore_all_signals();
  for (;;) pause();
}

ATTACK(loop) {
  for (volatile int one = 1; one;) continue;
}

static void *loop_in_thread(void *unused) {
  loop(NULL);
  return NULL;
}

static void *sleep_in_thread(void *unused) {
  for (;;) pause();
}

ATTACK(thread_bomb) {
  for (pthread_t other;;) pthread_create(&other, NULL, sleep_in_thread, NULL);
}

/// A process whose first thread is gone looks like one that has ended.
ATTACK(loop_beside_ended_main) {
  pthread_t other;
  pthread_create(&other, NULL, loop_in_thread, NULL);
  pthread_exit(NULL);
}

ATTACK(sleep_beside_ended_main) {
  pthread_t other;
  pthread_create(&other, NULL, sleep_in_thread, NULL);
  pthread_exit(NULL);
}

ATTACK(kill_watcher) {
  kill(getppid(), SIGKILL);
  kill(getppid(), SIGSTOP);
}
