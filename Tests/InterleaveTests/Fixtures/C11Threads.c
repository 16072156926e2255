// Programs that use C11's threads.
#include <stddef.h>
#include <threads.h>
#include <time.h>

static mtx_t mutex, other;
static cnd_t condition;
static once_flag flag = ONCE_FLAG_INIT;
static int count, made, turn;

static void make(void) {
  thrd_yield();
  made++;
}

static int increment(void *unused) {
  for (int i = 0; i < 2; i++) {
    call_once(&flag, make);
    mtx_lock(&mutex);
    int seen = count;
    thrd_sleep(&(struct timespec){.tv_nsec = 1000}, NULL);
    count = seen + 1;
    mtx_unlock(&mutex);
  }
  return 7;
}

// Three threads count to two each; 0 when any of them gave a wrong result, or the flag let two in.
int c11_count(void) {
  thrd_t threads[3];
  mtx_init(&mutex, mtx_plain);
  for (int i = 0; i < 3; i++)
    if (thrd_create(&threads[i], increment, NULL) != thrd_success) return 0;
  for (int i = 0; i < 3; i++) {
    int result = 0;
    if (thrd_join(threads[i], &result) != thrd_success || result != 7) return 0;
  }
  return made == 1 ? count : 0;
}

static int take_turn(void *number) {
  mtx_lock(&mutex);
  while (turn != (int)(ptrdiff_t)number) cnd_wait(&condition, &mutex);
  turn++;
  cnd_broadcast(&condition);
  mtx_unlock(&mutex);
  return 0;
}

// Three threads go in a given order; then nobody signals, and a timed wait ends.
int c11_take_turns(void) {
  thrd_t threads[3];
  int errors = 0;
  mtx_init(&mutex, mtx_timed);
  cnd_init(&condition);
  for (ptrdiff_t i = 0; i < 3; i++) errors += thrd_create(&threads[i], take_turn, (void *)(2 - i)) != thrd_success;
  for (int i = 0; i < 3; i++) errors += thrd_join(threads[i], NULL) != thrd_success;
  struct timespec time;
  timespec_get(&time, TIME_UTC);
  time.tv_sec += 2;
  mtx_lock(&mutex);
  errors += cnd_timedwait(&condition, &mutex, &time) != thrd_timedout;
  errors += mtx_trylock(&mutex) != thrd_busy;
  mtx_unlock(&mutex);
  mtx_destroy(&mutex);
  cnd_destroy(&condition);
  return errors;
}

static int lock_backwards(void *unused) {
  mtx_lock(&other);
  mtx_lock(&mutex);
  mtx_unlock(&mutex);
  mtx_unlock(&other);
  return 0;
}

void c11_lock_in_both_orders(void) {
  thrd_t thread;
  mtx_init(&mutex, mtx_plain);
  mtx_init(&other, mtx_plain);
  thrd_create(&thread, lock_backwards, NULL);
  mtx_lock(&mutex);
  mtx_lock(&other);
  mtx_unlock(&other);
  mtx_unlock(&mutex);
  thrd_join(thread, NULL);
}
