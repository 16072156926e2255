// Swift's counts of references order threads: whoever ends an object, or finds it is the only one to refer to it, comes
// after all who have let it go.
#define _GNU_SOURCE
#include <dlfcn.h>

#include "order.h"
#include "real.h"

// ---- Letting go ------------------------------------------------------------------------------

// Compiled code expects a release to leave alone, on some architectures, what a C function need not.
#define LEAVING_REGISTERS __attribute__((preserve_most))

size_t swift_retainCount(const void *object);

static void (*real_release)(void *object);
static void (*real_release_many)(void *object, uint32_t count);

static void let_go(void *object, uint32_t count) {
  bool counts = controlled() && engine.thread_count > 1 && (intptr_t)object > 0;
  bool ends = counts && REAL(swift_retainCount)(object) <= count;
  if (ends)
    order_acquire_at(object);
  else if (counts)
    order_release_at(object);
  if (count == 1)
    real_release(object);
  else
    real_release_many(object, count);
  // Its end lets go of it too, where it refers to itself.
  if (ends) order_forget_at(object);
}

static LEAVING_REGISTERS void release(void *object) { let_go(object, 1); }
static LEAVING_REGISTERS void release_many(void *object, uint32_t count) { let_go(object, count); }

// The compiler has the sanitizer look away in a `deinit`, since it sees no counts.
EXPORT void __tsan_ignore_thread_begin(void) {}
EXPORT void __tsan_ignore_thread_end(void) {}

// ---- Asking whether a reference is the only one ----------------------------------------------

// Asks what the others ask, where there are no objects of Objective-C's; nobody calls it.
bool swift_isUniquelyReferencedNonObjC(const void *object);

static bool is_unique(const void *object) {
  bool unique = REAL(swift_isUniquelyReferencedNonObjC)(object);
  if (unique && controlled()) order_acquire_at(object);
  return unique;
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

static const struct {
  const char *name;
  const void *replacement;
} replaced[] = {
    {"swift_release", (const void *)release},
    {"swift_release_n", (const void *)release_many},
    {"swift_isUniquelyReferenced_native", (const void *)is_unique},
    {"swift_isUniquelyReferenced_nonNull_native", (const void *)is_unique},
};

// The runtime lets go of references by itself too, such as those to the elements of an array that ends, and the
// standard library asks itself whether it may change storage in place: no symbol of ours stands before those calls.
static bool replace(void) {
  // What a release does, the runtime keeps a second time, for tools that watch it.
  void **one = dlsym(RTLD_DEFAULT, "_swift_release"), **many = dlsym(RTLD_DEFAULT, "_swift_release_n");
  if (!one || !many) return !dlsym(RTLD_DEFAULT, "swift_release");
  real_release = (void (*)(void *))*one;
  real_release_many = (void (*)(void *, uint32_t))*many;
  for (size_t i = 0; i < sizeof replaced / sizeof *replaced; i++) {
    void *function = dlsym(RTLD_DEFAULT, replaced[i].name);
    if (!function || !redirect(function, replaced[i].replacement)) return false;
  }
  return true;
}

bool references_prepare(void) {
  // The concurrency library tells `__tsan_acquire` and `__tsan_release` what its tasks order, once it is asked to.
  void (*ask)(void) = (void (*)(void))dlsym(RTLD_DEFAULT, "__tsan_on_initialize");
  if (ask) ask();
  errno = ENOSYS;  // unless a call says better
  return replace();
}
