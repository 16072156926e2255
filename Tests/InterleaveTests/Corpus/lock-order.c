// Two transfers between the same accounts, each of which locks the account it takes from first.
#include <assert.h>
#include <pthread.h>
#include <stddef.h>

struct account {
  pthread_mutex_t lock;
  int balance;
};

static struct account accounts[2] = {{PTHREAD_MUTEX_INITIALIZER, 10}, {PTHREAD_MUTEX_INITIALIZER, 10}};

static void transfer(struct account *from, struct account *to) {
  struct account *first = from, *second = to;
#ifdef FIXED
  if (second < first) first = to, second = from;
#endif
  pthread_mutex_lock(&first->lock);
  pthread_mutex_lock(&second->lock);
  from->balance--;
  to->balance++;
  pthread_mutex_unlock(&second->lock);
  pthread_mutex_unlock(&first->lock);
}

static void *forwards(void *unused) {
  transfer(&accounts[0], &accounts[1]);
  return NULL;
}

static void *backwards(void *unused) {
  transfer(&accounts[1], &accounts[0]);
  return NULL;
}

int main(void) {
  pthread_t one, other;
  pthread_create(&one, NULL, forwards, NULL);
  pthread_create(&other, NULL, backwards, NULL);
  pthread_join(one, NULL);
  pthread_join(other, NULL);
  assert(accounts[0].balance == 10 && accounts[1].balance == 10);
}
