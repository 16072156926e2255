// One thread guards the value with its lock; WRONG others change it under another.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

#ifndef WRONG
#define WRONG 7
#endif

static pthread_mutex_t right = PTHREAD_MUTEX_INITIALIZER;
#ifdef FIXED
#define wrong right
#else
static pthread_mutex_t wrong = PTHREAD_MUTEX_INITIALIZER;
#endif
static atomic_int value;

static void *guard(void *unused) {
  pthread_mutex_lock(&right);
  int before = value;
  value++;
  assert(value == before + 1);
  pthread_mutex_unlock(&right);
  return NULL;
}

static void *change(void *unused) {
  pthread_mutex_lock(&wrong);
  value++;
  pthread_mutex_unlock(&wrong);
  return NULL;
}

int main(void) {
  pthread_t threads[WRONG + 1];
  pthread_create(&threads[WRONG], NULL, guard, NULL);
  for (int i = 0; i < WRONG; i++) pthread_create(&threads[i], NULL, change, NULL);
  for (int i = 0; i <= WRONG; i++) pthread_join(threads[i], NULL);
}
