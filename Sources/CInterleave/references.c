// Swift's counts of references order threads: whoever ends an object, or finds it is the only one to refer to it, comes
// after all who have let it go.
#define _GNU_SOURCE
#include <dlfcn.h>

#include "order.h"
#include "real.h"

// Which registers compiled code expects a release to leave alone differs between architectures: it leaves all alone.
#define LEAVING_REGISTERS __attribute__((preserve_most))

// A reference to storage has flags in its other bits; objects that never end have the highest.
static const uintptr_t address_bits = 0x80FFFFFFFFFFFFF8;

size_t swift_retainCount(const void *object);

// Every object that was let go, for those that the runtime lets go or ends where we do not see it.
static const char any;

// An object whose end is the runtime's own code, such as an array's storage, lets go of what it refers to unseen.
static bool is_container(const void *object) {
  const uintptr_t *type = *(const uintptr_t *const *)object;
  return from_runtime(type[-2]);
}

// Before `count` of the references to the object are let go.
static void let_go(uintptr_t reference, size_t count) {
  if (!controlled() || engine.thread_count == 1) return;
  const void *object = (const void *)(reference & address_bits);
  if ((intptr_t)object <= 0) return;
  if (REAL(swift_retainCount)(object) > count) {
    order_release_at(object);
    order_release_at(&any);
    return;
  }
  order_acquire_at(object);
  order_forget_at(object);
  if (is_container(object)) {
    order_acquire_at(&any);
    order_release_at(&any);
  }
}

LEAVING_REGISTERS void swift_release(void *object);
LEAVING_REGISTERS void swift_release_n(void *object, uint32_t count);
LEAVING_REGISTERS void swift_bridgeObjectRelease(void *object);
LEAVING_REGISTERS void swift_bridgeObjectRelease_n(void *object, uint32_t count);

EXPORT LEAVING_REGISTERS void swift_release(void *object) {
  let_go((uintptr_t)object, 1);
  REAL(swift_release)(object);
}

EXPORT LEAVING_REGISTERS void swift_release_n(void *object, uint32_t count) {
  let_go((uintptr_t)object, count);
  REAL(swift_release_n)(object, count);
}

EXPORT LEAVING_REGISTERS void swift_bridgeObjectRelease(void *object) {
  let_go((uintptr_t)object, 1);
  REAL(swift_bridgeObjectRelease)(object);
}

EXPORT LEAVING_REGISTERS void swift_bridgeObjectRelease_n(void *object, uint32_t count) {
  let_go((uintptr_t)object, count);
  REAL(swift_bridgeObjectRelease_n)(object, count);
}

// The compiler has the sanitizer look away in a `deinit`, since it sees no counts. For us it tells where an object ends
// that the runtime let go.
EXPORT void __tsan_ignore_thread_begin(void) {
  if (controlled()) order_acquire_at(&any);
}

EXPORT void __tsan_ignore_thread_end(void) {}

// ---- Asking whether a reference is the only one ----------------------------------------------

static bool unique(bool is_unique, const void *reference) {
  if (is_unique && controlled()) order_acquire_at((const void *)((uintptr_t)reference & address_bits));
  return is_unique;
}

#define UNIQUE(name)       \
  bool name(const void *); \
  EXPORT bool name(const void *reference) { return unique(REAL(name)(reference), reference); }

UNIQUE(swift_isUniquelyReferenced)
UNIQUE(swift_isUniquelyReferenced_native)
UNIQUE(swift_isUniquelyReferenced_nonNull)
UNIQUE(swift_isUniquelyReferenced_nonNull_native)
UNIQUE(swift_isUniquelyReferenced_nonNull_bridgeObject)
UNIQUE(swift_isUniquelyReferencedNonObjC)
UNIQUE(swift_isUniquelyReferencedNonObjC_nonNull)
UNIQUE(swift_isUniquelyReferencedNonObjC_nonNull_bridgeObject)

// ---- Changing what a variable refers to ------------------------------------------------------

// The standard library asks itself, unseen, whether storage may be changed in place, or who else refers to an object:
// whoever changes the variable comes after all who have let go of what it refers to. Its type is not known, so its
// first words are taken for references; a word that is none is no place's address.
void references_acquire(const void *variable) {
  enum { WORDS = 4, PAGE = 4096 };
  uintptr_t first = (uintptr_t)variable;
  if (first % sizeof(uintptr_t)) return;
  for (uintptr_t word = first; word < first + WORDS * sizeof word && word / PAGE == first / PAGE; word += sizeof word)
    order_acquire_at((const void *)(*(const uintptr_t *)word & address_bits));
}

// ---- Tasks -----------------------------------------------------------------------------------

#define ASYNCHRONOUS __attribute__((swiftasynccall))

ASYNCHRONOUS void swift_continuation_await(void *continuation);
void *swift_task_getCurrent(void);

// A task that was resumed before it waits goes on at once, which the library tells nobody.
EXPORT ASYNCHRONOUS void swift_continuation_await(void *continuation) {
  if (controlled()) order_acquire_at(REAL(swift_task_getCurrent)());
  __attribute__((musttail)) return REAL(swift_continuation_await)(continuation);
}

// The concurrency library tells `__tsan_acquire` and `__tsan_release` what its tasks order, once it is asked to.
void references_prepare(void) {
  void (*ask)(void) = (void (*)(void))dlsym(RTLD_DEFAULT, "__tsan_on_initialize");
  if (ask) ask();
}
