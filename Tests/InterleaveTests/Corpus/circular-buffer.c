// One thread puts, one gets, without a lock: the index that tells of an item must change after the item is there.
#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stddef.h>

enum { CAPACITY = 2, ITEMS = 4 };

static atomic_int slots[CAPACITY];
static atomic_uint put_count, got_count;

static void *put_all(void *unused) {
  for (unsigned i = 0; i < ITEMS; i++) {
    while (put_count - got_count == CAPACITY) sched_yield();
#ifdef FIXED
    slots[i % CAPACITY] = (int)i + 1;
    put_count++;
#else
    put_count++;
    slots[i % CAPACITY] = (int)i + 1;
#endif
  }
  return NULL;
}

static void *get_all(void *unused) {
  for (unsigned i = 0; i < ITEMS; i++) {
    while (put_count == got_count) sched_yield();
    assert(slots[i % CAPACITY] == (int)i + 1);
    got_count++;
  }
  return NULL;
}

int main(void) {
  pthread_t putter, getter;
  pthread_create(&putter, NULL, put_all, NULL);
  pthread_create(&getter, NULL, get_all, NULL);
  pthread_join(putter, NULL);
  pthread_join(getter, NULL);
}
