// Swift's counts of references order threads: whoever ends an object, or finds it is the only one to refer to it, comes
// after all who have let it go.
#define _GNU_SOURCE
#include <dlfcn.h>

#include "order.h"
#include "real.h"

// A reference to storage has flags in its other bits; objects that never end have the highest.
static const uintptr_t address_bits = 0x80FFFFFFFFFFFFF8;

size_t swift_retainCount(const void *object);

// ---- Letting go ------------------------------------------------------------------------------

// Compiled code expects a release to leave alone, on some architectures, what a C function need not.
#define LEAVING_REGISTERS __attribute__((preserve_most))

static void (*real_release)(void *object);
static void (*real_release_many)(void *object, uint32_t count);

// Before `count` of the references to the object are let go; whether that ends it.
static bool let_go(const void *object, size_t count) {
  if (!controlled() || engine.thread_count == 1 || (intptr_t)object <= 0) return false;
  bool ends = REAL(swift_retainCount)(object) <= count;
  if (ends)
    order_acquire_at(object);
  else
    order_release_at(object);
  return ends;
}

static LEAVING_REGISTERS void release(void *object) {
  bool ends = let_go(object, 1);
  real_release(object);
  if (ends) order_forget_at(object);
}

static LEAVING_REGISTERS void release_many(void *object, uint32_t count) {
  bool ends = let_go(object, count);
  real_release_many(object, count);
  if (ends) order_forget_at(object);
}

// The runtime lets go of references by itself too, such as those to the elements of an array that ends: no symbol of
// ours stands before those calls. What its functions do, it keeps a second time, for whoever watches them.
static bool watch_releases(void) {
  void *one = dlsym(RTLD_DEFAULT, "swift_release"), *many = dlsym(RTLD_DEFAULT, "swift_release_n");
  void **real_one = dlsym(RTLD_DEFAULT, "_swift_release"), **real_many = dlsym(RTLD_DEFAULT, "_swift_release_n");
  if (!one) return true;
  if (!many || !real_one || !real_many) {
    errno = ENOSYS;
    return false;
  }
  real_release = (void (*)(void *))*real_one;
  real_release_many = (void (*)(void *, uint32_t))*real_many;
  return redirect(one, (const void *)release) && redirect(many, (const void *)release_many);
}

// The compiler has the sanitizer look away in a `deinit`, since it sees no counts.
EXPORT void __tsan_ignore_thread_begin(void) {}
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

// ---- At the beginning ------------------------------------------------------------------------

bool references_prepare(void) {
  // The concurrency library tells `__tsan_acquire` and `__tsan_release` what its tasks order, once it is asked to.
  void (*ask)(void) = (void (*)(void))dlsym(RTLD_DEFAULT, "__tsan_on_initialize");
  if (ask) ask();
  return watch_releases();
}
