// Ends in the way that the argument names.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void handler(void) { printf(", handled"); }

__attribute__((destructor)) static void destroy(void) { printf(", destroyed"); }

static void *exit_in_thread(void *unused) { exit(4); }

static void *print_last(void *unused) {
  usleep(1000);
  printf(", last");
  return NULL;
}

int main(int argc, char **argv) {
  const char *way = argc > 1 ? argv[1] : "return";
  atexit(handler);
  printf("%s%s", way, getenv("INTERLEAVE_SERVE") ? " served" : "");
  pthread_t thread;
  if (strcmp(way, "exit") == 0) exit(3);
  if (strcmp(way, "_exit") == 0) fflush(stdout), _exit(5);
  if (strcmp(way, "abort") == 0) fflush(stdout), abort();
  if (strcmp(way, "thread") == 0) {
    pthread_create(&thread, NULL, exit_in_thread, NULL);
    pthread_join(thread, NULL);
  }
  if (strcmp(way, "last-thread") == 0) {
    pthread_create(&thread, NULL, print_last, NULL);
    pthread_exit(NULL);
  }
  if (strcmp(way, "input") == 0) printf(" %d", getchar());
  return 2;
}
