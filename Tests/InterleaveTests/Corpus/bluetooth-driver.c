// A request must not run once the driver has stopped; it looks whether the driver is stopping before it announces
// itself (Qadeer and Wu, «KISS», PLDI 2004).
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

static atomic_int pending = 1;  // requests, and the driver itself
static atomic_bool stopping, stopped;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t none_pending = PTHREAD_COND_INITIALIZER;
static bool is_over;

static void leave(void) {
  if (atomic_fetch_sub(&pending, 1) > 1) return;
  pthread_mutex_lock(&lock);
  is_over = true;
  pthread_cond_signal(&none_pending);
  pthread_mutex_unlock(&lock);
}

static bool enter(void) {
#ifdef FIXED
  // Announced first: whoever stops the driver waits for it.
  int others = pending;
  do
    if (others == 0) return false;
  while (!atomic_compare_exchange_strong(&pending, &others, others + 1));
  if (!stopping) return true;
  leave();
  return false;
#else
  if (stopping) return false;
  pending++;
  return true;
#endif
}

static void *request(void *unused) {
  if (!enter()) return NULL;
  assert(!stopped);
  leave();
  return NULL;
}

static void *stop(void *unused) {
  stopping = true;
  leave();
  pthread_mutex_lock(&lock);
  while (!is_over) pthread_cond_wait(&none_pending, &lock);
  pthread_mutex_unlock(&lock);
  stopped = true;
  return NULL;
}

int main(void) {
  pthread_t stopper, requester;
  pthread_create(&stopper, NULL, stop, NULL);
  pthread_create(&requester, NULL, request, NULL);
  pthread_join(stopper, NULL);
  pthread_join(requester, NULL);
}
