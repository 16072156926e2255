// A token goes round once. A station looks whether it has come before it takes the lock under which it waits: the
// wake-up may fall in between.
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#ifndef STATIONS
#define STATIONS 3
#endif

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t came[STATIONS];
static atomic_int holder;

static void *pass_on(void *station) {
  int own = (int)(intptr_t)station, next = (own + 1) % STATIONS;
#ifdef FIXED
  pthread_mutex_lock(&lock);
  while (holder != own) pthread_cond_wait(&came[own], &lock);
  pthread_mutex_unlock(&lock);
#else
  while (holder != own) {
    pthread_mutex_lock(&lock);
    pthread_cond_wait(&came[own], &lock);
    pthread_mutex_unlock(&lock);
  }
#endif
  pthread_mutex_lock(&lock);
  holder = next;
  pthread_cond_signal(&came[next]);
  pthread_mutex_unlock(&lock);
  return NULL;
}

int main(void) {
  for (int i = 0; i < STATIONS; i++) pthread_cond_init(&came[i], NULL);
  pthread_t threads[STATIONS];
  for (intptr_t i = 0; i < STATIONS; i++) pthread_create(&threads[i], NULL, pass_on, (void *)i);
  for (int i = 0; i < STATIONS; i++) pthread_join(threads[i], NULL);
}
