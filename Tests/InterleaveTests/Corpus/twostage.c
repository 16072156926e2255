// WRITERS threads set one value, then another that depends on it, each under a lock of its own: a reader that comes
// between the stages of them all sees the first without the second.
#include <assert.h>
#include <pthread.h>
#include <stddef.h>

#ifndef WRITERS
#define WRITERS 1
#endif

static pthread_mutex_t first_lock = PTHREAD_MUTEX_INITIALIZER, second_lock = PTHREAD_MUTEX_INITIALIZER;
static int first, second;

static void *write_both(void *unused) {
  pthread_mutex_lock(&first_lock);
  first = 1;
#ifdef FIXED
  pthread_mutex_lock(&second_lock);
  second = first + 1;
  pthread_mutex_unlock(&second_lock);
  pthread_mutex_unlock(&first_lock);
#else
  pthread_mutex_unlock(&first_lock);
  pthread_mutex_lock(&second_lock);
  second = 2;
  pthread_mutex_unlock(&second_lock);
#endif
  return NULL;
}

static void *read_both(void *unused) {
  pthread_mutex_lock(&first_lock);
  int seen = first;
  pthread_mutex_unlock(&first_lock);
  if (seen == 0) return NULL;
  pthread_mutex_lock(&second_lock);
  assert(second == seen + 1);
  pthread_mutex_unlock(&second_lock);
  return NULL;
}

int main(void) {
  pthread_t threads[WRITERS + 1];
  for (int i = 0; i < WRITERS; i++) pthread_create(&threads[i], NULL, write_both, NULL);
  pthread_create(&threads[WRITERS], NULL, read_both, NULL);
  for (int i = 0; i <= WRITERS; i++) pthread_join(threads[i], NULL);
}
