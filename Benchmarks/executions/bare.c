// The floor: forks, exits and waits in a process that holds what the target holds. With threads, each execution is
// what no scheduler does for less: it starts them, lets them take turns by futex, and joins them.
#include <dlfcn.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { THREADS = 4, TURNS = 25 };

static atomic_uint turns[THREADS];

static void *take_turns(void *argument) {
  uintptr_t own = (uintptr_t)argument;
  for (unsigned turn = 1; turn <= TURNS; turn++) {
    while (atomic_load(&turns[own]) < turn)
      syscall(SYS_futex, &turns[own], FUTEX_WAIT_PRIVATE, turn - 1, NULL, NULL, 0);
    uintptr_t next = (own + 1) % THREADS;
    atomic_fetch_add(&turns[next], 1);
    syscall(SYS_futex, &turns[next], FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
  }
  return NULL;
}

static void run_threads(void) {
  pthread_t threads[THREADS];
  turns[0] = 1;
  for (uintptr_t i = 0; i < THREADS; i++)
    if (pthread_create(&threads[i], NULL, take_turns, (void *)i) != 0) _exit(1);
  for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
}

int main(int count, char **arguments) {
  if (count < 3 || !dlopen(arguments[2], RTLD_NOW)) {
    fprintf(stderr, "usage: bare COUNT LIBRARY [threads]\n");
    return 2;
  }
  struct timespec start, end;
  clock_gettime(CLOCK_MONOTONIC, &start);
  for (int i = atoi(arguments[1]); i > 0; i--) {
    pid_t child = fork();
    if (child == 0) {
      if (count > 3) run_threads();
      _exit(0);
    }
    int status;
    if (waitpid(child, &status, 0) != child || status != 0) return 1;
  }
  clock_gettime(CLOCK_MONOTONIC, &end);
  printf("%f\n", (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9);
}
