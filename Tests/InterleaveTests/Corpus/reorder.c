// SETTERS threads set `a`, then `b`; one checks that it sees both or none.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

#ifndef SETTERS
#define SETTERS 3
#endif

static atomic_int a, b;
#ifdef FIXED
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static void lock(void) { pthread_mutex_lock(&mutex); }
static void unlock(void) { pthread_mutex_unlock(&mutex); }
#else
static void lock(void) {}
static void unlock(void) {}
#endif

static void *set(void *unused) {
  lock();
  a = 1;
  b = -1;
  unlock();
  return NULL;
}

static void *check(void *unused) {
  lock();
  assert((a == 0 && b == 0) || (a == 1 && b == -1));
  unlock();
  return NULL;
}

int main(void) {
  pthread_t threads[SETTERS + 1];
  for (int i = 0; i < SETTERS; i++) pthread_create(&threads[i], NULL, set, NULL);
  pthread_create(&threads[SETTERS], NULL, check, NULL);
  for (int i = 0; i <= SETTERS; i++) pthread_join(threads[i], NULL);
}
