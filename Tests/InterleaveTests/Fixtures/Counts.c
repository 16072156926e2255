// Programs whose inequivalent executions can be counted on paper. Names and definitions follow the papers on optimal
// dynamic partial-order reduction (Abdulla et al., POPL 2014; Flanagan and Godefroid, POPL 2005) and GenMC's tests.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

enum { MOST = 16 };

static int count;
static pthread_t threads[MOST];
static int numbers[MOST];

// Runs body(0), …, body(count - 1) in a thread each.
static void run(int wanted, void *(*body)(void *)) {
  count = wanted;
  for (int i = 0; i < wanted; i++) {
    numbers[i] = i;
    pthread_create(&threads[i], NULL, body, &numbers[i]);
  }
  for (int i = 0; i < wanted; i++) pthread_join(threads[i], NULL);
}

static int number_of(void *argument) { return (int)((int *)argument - numbers); }

// N threads lock, increment and unlock: N! orders.
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int total;

static void *increment(void *argument) {
  pthread_mutex_lock(&mutex);
  total++;
  pthread_mutex_unlock(&mutex);
  return NULL;
}

void counts_increments(int wanted) { run(wanted, increment); }

// One thread writes what N threads read: each reads before or after, 2^N.
static int shared;

static void *write_or_read(void *argument) {
  if (number_of(argument) == 0) {
    shared = 1;
    return NULL;
  }
  return shared ? argument : NULL;
}

void counts_readers(int wanted) { run(wanted + 1, write_or_read); }

// Thread i writes the sum of its left neighbour and one; thread 0 looks for the last zero.
static int array[MOST];

static void *last_zero(void *argument) {
  int own = number_of(argument);
  if (own > 0) {
    array[own] = array[own - 1] + 1;
    return NULL;
  }
  int i = count - 1;
  while (array[i] != 0) i--;
  return &array[i];  // used, so that the compiler keeps the loop
}

void counts_lastzero(int wanted) { run(wanted + 1, last_zero); }

// Threads put four messages each into a hash table; few of them meet.
enum { TABLE = 128, MESSAGES = 4 };
static atomic_int table[TABLE];

static void *insert(void *argument) {
  for (int sent = 1; sent <= MESSAGES; sent++) {
    int message = sent * 11 + number_of(argument), slot = message * 7 % TABLE, empty = 0;
    while (!atomic_compare_exchange_strong(&table[slot], &empty, message)) {
      slot = (slot + 1) % TABLE;
      empty = 0;
    }
  }
  return NULL;
}

void counts_indexer(int wanted) { run(wanted, insert); }

// Thread i exchanges i for i + 1.
static atomic_int rotated;

static void *rotate(void *argument) {
  int expected = number_of(argument);
  atomic_compare_exchange_strong(&rotated, &expected, expected + 1);
  return NULL;
}

void counts_casrot(int wanted) { run(wanted, rotate); }
