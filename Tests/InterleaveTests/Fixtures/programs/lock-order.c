// Two threads take two locks, each in its own order.
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER, right = PTHREAD_MUTEX_INITIALIZER;

static void *left_first(void *unused) {
  pthread_mutex_lock(&left);
  pthread_mutex_lock(&right);
  puts("left first");
  pthread_mutex_unlock(&right);
  pthread_mutex_unlock(&left);
  return NULL;
}

static void *right_first(void *unused) {
  pthread_mutex_lock(&right);
  pthread_mutex_lock(&left);
  puts("right first");
  pthread_mutex_unlock(&left);
  pthread_mutex_unlock(&right);
  return NULL;
}

int main(void) {
  pthread_t threads[2];
  pthread_create(&threads[0], NULL, left_first, NULL);
  pthread_create(&threads[1], NULL, right_first, NULL);
  for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
  return 0;
}
