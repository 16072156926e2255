// Producers and consumers wait for one condition, and one of them is woken: it may be the wrong one.
#include <pthread.h>
#include <stddef.h>

enum { CAPACITY = 1, PAIRS = 2, ITEMS = 2 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t not_full = PTHREAD_COND_INITIALIZER;
#ifdef FIXED
static pthread_cond_t not_empty = PTHREAD_COND_INITIALIZER;
#else
#define not_empty not_full
#endif
static int items;

static void *produce(void *unused) {
  for (int i = 0; i < ITEMS; i++) {
    pthread_mutex_lock(&lock);
    while (items == CAPACITY) pthread_cond_wait(&not_full, &lock);
    items++;
    pthread_cond_signal(&not_empty);
    pthread_mutex_unlock(&lock);
  }
  return NULL;
}

static void *consume(void *unused) {
  for (int i = 0; i < ITEMS; i++) {
    pthread_mutex_lock(&lock);
    while (items == 0) pthread_cond_wait(&not_empty, &lock);
    items--;
    pthread_cond_signal(&not_full);
    pthread_mutex_unlock(&lock);
  }
  return NULL;
}

int main(void) {
  pthread_t threads[2 * PAIRS];
  for (int i = 0; i < 2 * PAIRS; i++) pthread_create(&threads[i], NULL, i % 2 ? produce : consume, NULL);
  for (int i = 0; i < 2 * PAIRS; i++) pthread_join(threads[i], NULL);
}
