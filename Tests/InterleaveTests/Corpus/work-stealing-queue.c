// The owner pushes and pops at the tail without a lock unless it meets the thief, who steals at the head: the thief
// must claim the head before it looks at the tail (the protocol of Frigo, Leiserson and Randall, PLDI 1998).
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

enum { ITEMS = 4, STEALS = 2 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static atomic_int head, tail, items[ITEMS], taken[ITEMS];

static void take(int index) { assert(atomic_fetch_add(&taken[items[index]], 1) == 0); }

static void push(int item) {
  int end = tail;
  items[end] = item;
  tail = end + 1;
}

static bool pop(void) {
  int last = tail - 1;
  tail = last;
  if (head > last) {
    tail = last + 1;
    pthread_mutex_lock(&lock);
    last = tail - 1;
    tail = last;
    bool empty = head > last;
    if (empty) tail = last + 1;
    pthread_mutex_unlock(&lock);
    if (empty) return false;
  }
  take(last);
  return true;
}

static void steal(void) {
  pthread_mutex_lock(&lock);
  int first = head;
#ifdef FIXED
  head = first + 1;
  bool won = first < tail;
  if (!won) head = first;
#else
  bool won = first < tail;
  if (won) head = first + 1;
#endif
  pthread_mutex_unlock(&lock);
  if (won) take(first);
}

static void *own(void *unused) {
  int item = 0;
  while (item < ITEMS) {
    push(item++);
    push(item++);
    pop();
  }
  while (pop()) continue;
  return NULL;
}

static void *steal_some(void *unused) {
  for (int i = 0; i < STEALS; i++) steal();
  return NULL;
}

int main(void) {
  pthread_t owner, thief;
  pthread_create(&thief, NULL, steal_some, NULL);
  pthread_create(&owner, NULL, own, NULL);
  pthread_join(owner, NULL);
  pthread_join(thief, NULL);
  int missing = ITEMS;
  for (int i = 0; i < ITEMS; i++) missing -= taken[i];
  assert(missing == 0);
}
