// One thread for each argument; each letter of it is an event: the thread takes the mutex of that name. Prints all
// events in the order in which they happened, the thread's number before the letter.
#include <pthread.h>
#include <stdio.h>
#include <time.h>

enum { THREADS = 4, EVENTS = 64 };

static pthread_mutex_t mutexes[128];
static char happened[EVENTS][2];
static int count;
static struct timespec start;

struct thread {
  char name;
  const char *letters;
};

static void *run(void *argument) {
  const struct thread *thread = argument;
  // All are there before the first event: time passes only once none can go on.
  clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &start, NULL);
  for (const char *letter = thread->letters; *letter; letter++) {
    pthread_mutex_lock(&mutexes[(int)*letter]);
    happened[count][0] = thread->name;
    happened[count++][1] = *letter;
    pthread_mutex_unlock(&mutexes[(int)*letter]);
  }
  return NULL;
}

int main(int argc, char **argv) {
  pthread_t handles[THREADS];
  struct thread threads[THREADS];
  clock_gettime(CLOCK_MONOTONIC, &start);
  start.tv_sec++;
  for (int i = 0; i < argc - 1; i++) {
    threads[i] = (struct thread){(char)('0' + i), argv[i + 1]};
    pthread_create(&handles[i], NULL, run, &threads[i]);
  }
  for (int i = 0; i < argc - 1; i++) pthread_join(handles[i], NULL);
  fwrite(happened, sizeof *happened, (size_t)count, stdout);
}
