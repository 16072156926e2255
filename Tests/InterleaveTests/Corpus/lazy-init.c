// The first to need the value makes it; two may both think that they are the first.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

enum { USERS = 3 };

static atomic_int times_made;
static _Atomic(const char *) value;

static void make(void) {
  times_made++;
  value = "made";
}

static void *use(void *unused) {
#ifdef FIXED
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, make);
#else
  if (!value) make();
#endif
  assert(value && times_made == 1);
  return NULL;
}

int main(void) {
  pthread_t threads[USERS];
  for (int i = 0; i < USERS; i++) pthread_create(&threads[i], NULL, use, NULL);
  for (int i = 0; i < USERS; i++) pthread_join(threads[i], NULL);
}
