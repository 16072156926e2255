// Appends one buffer to another: its length is asked for first, its characters are copied later, and in between it
// may shrink.
#include <assert.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>

struct buffer {
  pthread_mutex_t lock;
  size_t length;
  char characters[16];
};

static struct buffer from, to;

static size_t length_of(struct buffer *buffer) {
  pthread_mutex_lock(&buffer->lock);
  size_t length = buffer->length;
  pthread_mutex_unlock(&buffer->lock);
  return length;
}

static void copy_out(struct buffer *buffer, size_t length, char *characters) {
  pthread_mutex_lock(&buffer->lock);
  assert(length <= buffer->length);
  memcpy(characters, buffer->characters, length);
  pthread_mutex_unlock(&buffer->lock);
}

static void *append(void *unused) {
  pthread_mutex_lock(&to.lock);
#ifdef FIXED
  pthread_mutex_lock(&from.lock);
#endif
  size_t length = length_of(&from);
  copy_out(&from, length, to.characters + to.length);
  to.length += length;
#ifdef FIXED
  pthread_mutex_unlock(&from.lock);
#endif
  pthread_mutex_unlock(&to.lock);
  return NULL;
}

static void *erase(void *unused) {
  pthread_mutex_lock(&from.lock);
  from.length = 0;
  pthread_mutex_unlock(&from.lock);
  return NULL;
}

int main(void) {
  pthread_mutexattr_t recursive;
  pthread_mutexattr_init(&recursive);
  pthread_mutexattr_settype(&recursive, PTHREAD_MUTEX_RECURSIVE);
  pthread_mutex_init(&from.lock, &recursive);
  pthread_mutex_init(&to.lock, &recursive);
  memcpy(from.characters, "abc", 3);
  from.length = 3;
  pthread_t appender, eraser;
  pthread_create(&appender, NULL, append, NULL);
  pthread_create(&eraser, NULL, erase, NULL);
  pthread_join(appender, NULL);
  pthread_join(eraser, NULL);
}
