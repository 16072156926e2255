// The owner pushes and pops at the tail without the lock unless it meets the thief, who steals at the head under it
// (the protocol of Frigo, Leiserson and Randall, PLDI 1998). The thief claims an entry before it reads it, so the
// owner must leave one entry of the ring free, or it overwrites the claimed one.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

enum { ITEMS = 4, STEALS = 2, SMALL = 2, LARGE = 8 };
#ifdef FIXED
enum { SPARE = 1 };
#else
enum { SPARE = 0 };
#endif

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static atomic_int head, tail, ring[LARGE], size = SMALL;
static atomic_int taken[ITEMS];

static atomic_int *entry(int index) { return &ring[index % size]; }

// Everything moves to the ring's beginning, of which more is used from now on.
static void push_with_lock(int item) {
  pthread_mutex_lock(&lock);
  int first = head, count = tail - first, kept[LARGE];
  for (int i = 0; i < count; i++) kept[i] = *entry(first + i);
  size = LARGE;
  for (int i = 0; i < count; i++) ring[i] = kept[i];
  ring[count] = item;
  head = 0;
  tail = count + 1;
  pthread_mutex_unlock(&lock);
}

static void push(int item) {
  int end = tail;
  if (end >= head + size - SPARE) return push_with_lock(item);
  *entry(end) = item;
  tail = end + 1;
}

// Gives the last entry back unless the thief has claimed it.
static bool claim_last(int *item) {
  int last = tail - 1;
  tail = last;
  if (head > last) {
    tail = last + 1;
    return false;
  }
  *item = *entry(last);
  return true;
}

static bool pop(int *item) {
  if (claim_last(item)) return true;
  pthread_mutex_lock(&lock);
  bool found = claim_last(item);
  pthread_mutex_unlock(&lock);
  return found;
}

static bool steal(int *item) {
  pthread_mutex_lock(&lock);
  int first = head;
  head = first + 1;
  bool found = first < tail;
  if (found)
    *item = *entry(first);
  else
    head = first;
  pthread_mutex_unlock(&lock);
  return found;
}

static void *steal_some(void *unused) {
  for (int i = 0, item; i < STEALS; i++)
    if (steal(&item)) taken[item]++;
  return NULL;
}

int main(void) {
  pthread_t thief;
  pthread_create(&thief, NULL, steal_some, NULL);
  int item;
  for (int next = 0; next < ITEMS;) {
    push(next++);
    push(next++);
    if (pop(&item)) taken[item]++;
  }
  for (int i = 0; i < ITEMS / 2; i++)
    if (pop(&item)) taken[item]++;
  pthread_join(thief, NULL);
  for (int i = 0; i < ITEMS; i++) assert(taken[i] == 1);
}
