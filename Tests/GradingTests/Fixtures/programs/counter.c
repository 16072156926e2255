// Two threads count without a lock.
#include <pthread.h>
#include <stdio.h>

static int count;

static void *work(void *unused) {
  count++;  // races
  return NULL;
}

int main(void) {
  pthread_t threads[2];
  for (int i = 0; i < 2; i++) pthread_create(&threads[i], NULL, work, NULL);
  for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
  printf("%d\n", count);
}
