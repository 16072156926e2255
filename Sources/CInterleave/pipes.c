// Pipes and pairs of sockets: made, written to and read from.
#define _GNU_SOURCE
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "descriptors.h"
#include "real.h"

EXPORT int socketpair(int domain, int type, int protocol, int descriptors[2]) {
  int error = (int)note_limit("socketpair", REAL(socketpair)(domain, type, protocol, descriptors));
  if (controlled() && error == 0) descriptors_pair(descriptors);
  return error;
}

// ---- Parts of messages ------------------------------------------------------------------------

enum { MAX_PARTS = 16 };

static size_t length_of(const struct iovec *parts, size_t count) {
  size_t length = 0;
  for (size_t i = 0; i < count; i++) length += parts[i].iov_len;
  return length;
}

// The bytes from `skip` on, at most `most` in at most MAX_PARTS parts; gives the number of parts.
static size_t slice(const struct iovec *parts, size_t count, size_t skip, size_t most, struct iovec *slice) {
  size_t used = 0;
  for (size_t i = 0; i < count && used < MAX_PARTS && most > 0; i++) {
    if (skip >= parts[i].iov_len) {
      skip -= parts[i].iov_len;
      continue;
    }
    size_t length = parts[i].iov_len - skip;
    if (length > most) length = most;
    slice[used++] = (struct iovec){(char *)parts[i].iov_base + skip, length};
    most -= length;
    skip = 0;
  }
  return used;
}

// ---- Reading ---------------------------------------------------------------------------------

// Before a call that reads: when it returns, the call does not block, unless `wait` is false.
static struct object *begin_receive(int descriptor, bool wait, uintptr_t caller) {
  struct object *object = controlled() ? descriptor_object(descriptor) : NULL;
  if (!object) return NULL;
  wait = wait && may_block(descriptor);
  acquire_point(INTERLEAVE_RECEIVE, object, !wait || is_ready(descriptor, POLLIN), FOREVER, caller);
  if (wait) await_ready(descriptor, object, INTERLEAVE_RECEIVE, caller);
  return object;
}

static ssize_t end_call(struct object *object, ssize_t result) {
  if (object) {
    int error = errno;
    descriptor_changed(object);
    errno = error;
  }
  return result;
}

EXPORT ssize_t read(int descriptor, void *buffer, size_t size) {
  struct object *object = begin_receive(descriptor, true, CALLER);
  return end_call(object, REAL(read)(descriptor, buffer, size));
}

EXPORT ssize_t readv(int descriptor, const struct iovec *parts, int count) {
  struct object *object = begin_receive(descriptor, true, CALLER);
  return end_call(object, REAL(readv)(descriptor, parts, count));
}

static bool is_stream(int descriptor) {
  int type = SOCK_STREAM;
  getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &(socklen_t){sizeof type});
  return type == SOCK_STREAM;
}

// Until all is there that was asked for, or nothing more comes.
static ssize_t receive_all(
    int descriptor, struct object *object, const struct msghdr *message, int flags, uintptr_t caller) {
  size_t length = length_of(message->msg_iov, message->msg_iovlen), done = 0;
  while (done < length) {
    struct iovec rest[MAX_PARTS];
    struct msghdr next = {.msg_iov = rest};
    next.msg_iovlen = slice(message->msg_iov, message->msg_iovlen, done, length, rest);
    await_ready(descriptor, object, INTERLEAVE_RECEIVE, caller);
    ssize_t received = end_call(object, REAL(recvmsg)(descriptor, &next, flags & ~MSG_WAITALL));
    if (received <= 0) return done > 0 ? (ssize_t)done : received;
    done += (size_t)received;
  }
  return (ssize_t)done;
}

static ssize_t receive(int descriptor, struct msghdr *message, int flags, uintptr_t caller) {
  bool all = controlled() && flags & MSG_WAITALL && !(flags & MSG_DONTWAIT) && is_stream(descriptor);
  if (all && (flags & MSG_PEEK || message->msg_controllen))
    engine_unmodelled("receiving with MSG_WAITALL and MSG_PEEK or control data", caller);
  struct object *object = begin_receive(descriptor, !(flags & MSG_DONTWAIT), caller);
  if (all && object && may_block(descriptor)) return receive_all(descriptor, object, message, flags, caller);
  return end_call(object, REAL(recvmsg)(descriptor, message, flags));
}

EXPORT ssize_t recv(int descriptor, void *buffer, size_t size, int flags) {
  struct iovec part = {buffer, size};
  return receive(descriptor, &(struct msghdr){.msg_iov = &part, .msg_iovlen = 1}, flags, CALLER);
}

EXPORT ssize_t
recvfrom(int descriptor, void *buffer, size_t size, int flags, __SOCKADDR_ARG address, socklen_t *length) {
  struct iovec part = {buffer, size};
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_name = address.__sockaddr__, .msg_namelen = length ? *length : 0};
  ssize_t received = receive(descriptor, &message, flags, CALLER);
  if (length) *length = message.msg_namelen;
  return received;
}

EXPORT ssize_t recvmsg(int descriptor, struct msghdr *message, int flags) {
  return receive(descriptor, message, flags, CALLER);
}

// ---- Writing ---------------------------------------------------------------------------------

// A pipe that has room takes PIPE_BUF bytes without blocking, and as one piece. What is longer goes piece by piece,
// and other writers' pieces may come between.
static ssize_t write_pipe(
    int descriptor, struct object *object, const struct iovec *parts, size_t count, uintptr_t caller) {
  size_t length = length_of(parts, count), done = 0;
  do {
    struct iovec piece[MAX_PARTS];
    if (done > 0) offer_choice((struct step){.operation = INTERLEAVE_SEND, .object = object}, caller);
    await_ready(descriptor, object, INTERLEAVE_SEND, caller);
    bool whole = length <= PIPE_BUF;
    size_t used = whole ? count : slice(parts, count, done, PIPE_BUF, piece);
    ssize_t written = REAL(writev)(descriptor, whole ? parts : piece, (int)used);
    if (end_call(object, written) < 0) return done > 0 ? (ssize_t)done : -1;
    done += (size_t)written;
  } while (done < length);
  return (ssize_t)done;
}

// A stream takes what it has room for; other sockets take a message or not.
static ssize_t send_socket(
    int descriptor, struct object *object, const struct msghdr *message, int flags, uintptr_t caller) {
  bool stream = is_stream(descriptor);
  size_t length = length_of(message->msg_iov, message->msg_iovlen), done = 0;
  do {
    struct iovec rest[MAX_PARTS];
    struct msghdr next = *message;
    if (stream && done > 0) {
      next.msg_iovlen = slice(message->msg_iov, message->msg_iovlen, done, length, rest);
      next.msg_iov = rest;
      next.msg_controllen = 0;
    }
    ssize_t sent = REAL(sendmsg)(descriptor, &next, flags | MSG_DONTWAIT);
    if (end_call(object, sent) < 0) {
      if (errno != EAGAIN) return done > 0 ? (ssize_t)done : -1;
      block(INTERLEAVE_SEND, object, FOREVER, caller);
      continue;
    }
    done += (size_t)sent;
  } while (done < length && stream);
  return (ssize_t)done;
}

// The object when the call has to be made in pieces that cannot block; null: as it is, `*object` has changed after it.
static bool begin_send(int descriptor, bool wait, struct object **object, uintptr_t caller) {
  *object = controlled() ? descriptor_object(descriptor) : NULL;
  if (!*object) return false;
  wait = wait && may_block(descriptor);
  acquire_point(INTERLEAVE_SEND, *object, !wait || is_ready(descriptor, POLLOUT), FOREVER, caller);
  return wait;
}

static bool is_socket(int descriptor) {
  int type;
  return getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &(socklen_t){sizeof type}) == 0;
}

static ssize_t write_parts(
    int descriptor, struct object *object, const struct iovec *parts, size_t count, uintptr_t caller) {
  if (!is_socket(descriptor)) return write_pipe(descriptor, object, parts, count, caller);
  struct msghdr message = {.msg_iov = (struct iovec *)parts, .msg_iovlen = count};
  return send_socket(descriptor, object, &message, 0, caller);
}

EXPORT ssize_t write(int descriptor, const void *buffer, size_t size) {
  struct object *object;
  if (!begin_send(descriptor, true, &object, CALLER))
    return end_call(object, note_limit("write", REAL(write)(descriptor, buffer, size)));
  return write_parts(descriptor, object, &(struct iovec){(void *)buffer, size}, 1, CALLER);
}

EXPORT ssize_t writev(int descriptor, const struct iovec *parts, int count) {
  struct object *object;
  if (count < 0 || !begin_send(descriptor, true, &object, CALLER))
    return end_call(count < 0 ? NULL : object, note_limit("writev", REAL(writev)(descriptor, parts, count)));
  return write_parts(descriptor, object, parts, (size_t)count, CALLER);
}

EXPORT ssize_t sendmsg(int descriptor, const struct msghdr *message, int flags) {
  struct object *object;
  if (!begin_send(descriptor, !(flags & MSG_DONTWAIT), &object, CALLER))
    return end_call(object, REAL(sendmsg)(descriptor, message, flags));
  return send_socket(descriptor, object, message, flags, CALLER);
}

EXPORT ssize_t
sendto(int descriptor, const void *buffer, size_t size, int flags, __CONST_SOCKADDR_ARG address, socklen_t length) {
  struct iovec part = {(void *)buffer, size};
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_name = (void *)address.__sockaddr__, .msg_namelen = length};
  struct object *object;
  if (!begin_send(descriptor, !(flags & MSG_DONTWAIT), &object, CALLER))
    return end_call(object, REAL(sendmsg)(descriptor, &message, flags));
  return send_socket(descriptor, object, &message, flags, CALLER);
}

EXPORT ssize_t send(int descriptor, const void *buffer, size_t size, int flags) {
  struct iovec part = {(void *)buffer, size};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  struct object *object;
  if (!begin_send(descriptor, !(flags & MSG_DONTWAIT), &object, CALLER))
    return end_call(object, REAL(sendmsg)(descriptor, &message, flags));
  return send_socket(descriptor, object, &message, flags, CALLER);
}
