// Everybody takes the fork on the left first.
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

#ifndef PHILOSOPHERS
#define PHILOSOPHERS 5
#endif

static pthread_mutex_t forks[PHILOSOPHERS];

static void *dine(void *seat) {
  int first = (int)(intptr_t)seat, second = (first + 1) % PHILOSOPHERS;
#ifdef FIXED
  if (second < first) {
    first = second;
    second = PHILOSOPHERS - 1;
  }
#endif
  pthread_mutex_lock(&forks[first]);
  pthread_mutex_lock(&forks[second]);
  pthread_mutex_unlock(&forks[second]);
  pthread_mutex_unlock(&forks[first]);
  return NULL;
}

int main(void) {
  for (int i = 0; i < PHILOSOPHERS; i++) pthread_mutex_init(&forks[i], NULL);
  pthread_t threads[PHILOSOPHERS];
  for (intptr_t i = 0; i < PHILOSOPHERS; i++) pthread_create(&threads[i], NULL, dine, (void *)i);
  for (int i = 0; i < PHILOSOPHERS; i++) pthread_join(threads[i], NULL);
}
