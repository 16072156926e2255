// Whether there is something to pop is remembered from the first push on: the second pop in a row may meet an empty
// stack.
#include <assert.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

enum { ITEMS = 10 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int items[ITEMS], height;
#ifdef FIXED
#define has_items (height > 0)
static void note_push(void) {}
#else
static bool has_items;
static void note_push(void) { has_items = true; }
#endif

static void *push_all(void *unused) {
  for (int i = 0; i < ITEMS; i++) {
    pthread_mutex_lock(&lock);
    items[height++] = i;
    note_push();
    pthread_mutex_unlock(&lock);
  }
  return NULL;
}

static void *pop_some(void *unused) {
  for (int i = 0; i < ITEMS; i++) {
    pthread_mutex_lock(&lock);
    if (has_items) {
      assert(height > 0);
      items[--height] = -1;
    }
    pthread_mutex_unlock(&lock);
  }
  return NULL;
}

int main(void) {
  pthread_t pusher, popper;
  pthread_create(&pusher, NULL, push_all, NULL);
  pthread_create(&popper, NULL, pop_some, NULL);
  pthread_join(pusher, NULL);
  pthread_join(popper, NULL);
}
