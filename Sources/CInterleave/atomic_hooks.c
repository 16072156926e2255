// Atomic operations of instrumented code: done for real, each a scheduling point.
#include "order.h"
#include "races.h"

static inline void point(const volatile void *address, uint32_t size, bool writes, uintptr_t caller) {
  if (!controlled() || is_cache((uintptr_t)address)) return;
  bool alone = self->process->live_count == 1 && !memory_is_shared((const void *)address);
  if (engine.live_count == 1 || alone) {
    observe_memory((uintptr_t)address, size, writes);
    return;
  }
  offer_choice((struct step){INTERLEAVE_ATOMIC, writes, size, (uintptr_t)address, NULL}, caller);
  record(INTERLEAVE_ATOMIC, engine.plan->detailed ? location_at((uintptr_t)address) : NULL, NULL, caller);
  uint8_t kind = INTERLEAVE_ACCESS_ATOMIC | (writes ? INTERLEAVE_ACCESS_WRITE : 0);
  if (location_is_shared((uintptr_t)address)) race_check((uintptr_t)address, size, kind, caller);
}

// ---- Order, as the orders of C11 say ---------------------------------------------------------

static bool acquires(int order) { return order != __ATOMIC_RELAXED && order != __ATOMIC_RELEASE; }
static bool releases(int order) { return order >= __ATOMIC_RELEASE; }

static inline void loaded(const volatile void *address, int order) {
  if (controlled() && acquires(order)) order_acquire_at((const void *)address);
}

// A store begins anew: who reads it comes after this thread alone.
static inline void stored(const volatile void *address, int order) {
  if (!controlled()) return;
  order_forget_at((const void *)address);
  if (releases(order)) order_release_at((const void *)address);
}

static inline void exchanged(const volatile void *address, int order) {
  loaded(address, order);
  if (controlled() && releases(order)) order_release_at((const void *)address);
}

static inline void compared(
    const volatile void *address, uint32_t size, bool equal, uint64_t old, uint64_t value, int order, int failure) {
  if (!equal) {
    // A comparison that fails only reads.
    if (controlled()) observe_failed_exchange();
    loaded(address, failure);
    return;
  }
  exchanged(address, order);
  if (controlled() && size == sizeof(uint32_t))
    futex_word_changed((const void *)address, (uint32_t)old, (uint32_t)value);
}

// One thread runs at a time, handed over through futexes: sequential consistency costs nothing here.
#define HOOKS(bits, type)                                                                                \
  EXPORT type __tsan_atomic##bits##_load(const volatile type *a, int order) {                            \
    point(a, sizeof *a, false, CALLER);                                                                  \
    loaded(a, order);                                                                                    \
    return __atomic_load_n(a, __ATOMIC_SEQ_CST);                                                         \
  }                                                                                                      \
  EXPORT void __tsan_atomic##bits##_store(volatile type *a, type value, int order) {                     \
    point(a, sizeof *a, true, CALLER);                                                                   \
    stored(a, order);                                                                                    \
    __atomic_store_n(a, value, __ATOMIC_SEQ_CST);                                                        \
  }                                                                                                      \
  FETCH(bits, type, exchange, __atomic_exchange_n)                                                       \
  FETCH(bits, type, fetch_add, __atomic_fetch_add)                                                       \
  FETCH(bits, type, fetch_sub, __atomic_fetch_sub)                                                       \
  FETCH(bits, type, fetch_and, __atomic_fetch_and)                                                       \
  FETCH(bits, type, fetch_or, __atomic_fetch_or)                                                         \
  FETCH(bits, type, fetch_xor, __atomic_fetch_xor)                                                       \
  FETCH(bits, type, fetch_nand, __atomic_fetch_nand)                                                     \
  static inline bool compare_exchange##bits(                                                             \
      volatile type *a, type *expected, type value, int order, int failure_order, uintptr_t caller) {    \
    point(a, sizeof *a, true, caller);                                                                   \
    type old = *expected;                                                                                \
    bool equal = __atomic_compare_exchange_n(a, expected, value, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST); \
    compared(a, sizeof *a, equal, old, value, order, failure_order);                                     \
    return equal;                                                                                        \
  }                                                                                                      \
  COMPARE(bits, type, strong)                                                                            \
  COMPARE(bits, type, weak)                                                                              \
  EXPORT type __tsan_atomic##bits##_compare_exchange_val(                                                \
      volatile type *a, type expected, type value, int order, int failure_order) {                       \
    compare_exchange##bits(a, &expected, value, order, failure_order, CALLER);                           \
    return expected;                                                                                     \
  }

// A weak exchange may fail for no reason, and here never does.
#define COMPARE(bits, type, strength)                                                \
  EXPORT int __tsan_atomic##bits##_compare_exchange_##strength(                      \
      volatile type *a, type *expected, type value, int order, int failure_order) {  \
    return compare_exchange##bits(a, expected, value, order, failure_order, CALLER); \
  }

#define FETCH(bits, type, name, builtin)                                              \
  EXPORT type __tsan_atomic##bits##_##name(volatile type *a, type value, int order) { \
    point(a, sizeof *a, true, CALLER);                                                \
    exchanged(a, order);                                                              \
    return builtin(a, value, __ATOMIC_SEQ_CST);                                       \
  }

HOOKS(8, uint8_t)
HOOKS(16, uint16_t)
HOOKS(32, uint32_t)
HOOKS(64, uint64_t)

// Which accesses a fence orders, nobody says: it orders all after a fence with all before an earlier one.
EXPORT void __tsan_atomic_thread_fence(int order) {
  static const char fences;
  exchanged(&fences, order);
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

EXPORT void __tsan_atomic_signal_fence(int order) {}
