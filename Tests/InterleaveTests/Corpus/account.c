// The auditor subtracts the deposit: seen only by one who comes after both the deposit and the withdrawal.
#include <assert.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

static const int opening = 100, deposit = 30, withdrawal = 20;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int balance = opening;
static bool deposited, withdrawn;

static void *deposits(void *unused) {
  pthread_mutex_lock(&lock);
  balance += deposit;
  deposited = true;
  pthread_mutex_unlock(&lock);
  return NULL;
}

static void *withdraws(void *unused) {
  pthread_mutex_lock(&lock);
  balance -= withdrawal;
  withdrawn = true;
  pthread_mutex_unlock(&lock);
  return NULL;
}

static void *audits(void *unused) {
#ifdef FIXED
  const int expected = opening + deposit - withdrawal;
#else
  const int expected = opening - deposit - withdrawal;
#endif
  pthread_mutex_lock(&lock);
  if (deposited && withdrawn) assert(balance == expected);
  pthread_mutex_unlock(&lock);
  return NULL;
}

int main(void) {
  void *(*bodies[])(void *) = {audits, deposits, withdraws};
  pthread_t threads[3];
  for (int i = 0; i < 3; i++) pthread_create(&threads[i], NULL, bodies[i], NULL);
  for (int i = 0; i < 3; i++) pthread_join(threads[i], NULL);
}
