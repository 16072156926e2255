// Atomic operations of instrumented code: done for real, each a scheduling point.
#include "engine.h"

static inline void point(const volatile void *address, uint32_t size, bool writes, uintptr_t caller) {
  if (!controlled()) return;
  bool alone = self->process->live_count == 1 && !memory_is_shared((const void *)address);
  if (engine.live_count == 1 || alone) {
    observe_memory((uintptr_t)address, size, writes);
    return;
  }
  offer_choice((struct step){INTERLEAVE_ATOMIC, writes, size, (uintptr_t)address, NULL}, caller);
  record(INTERLEAVE_ATOMIC, engine.plan->detailed ? location_at((uintptr_t)address) : NULL, NULL, caller);
}

// A comparison that fails only reads.
static inline bool exchanged(bool success) {
  if (!success && controlled()) observe_failed_exchange();
  return success;
}

// One thread runs at a time, handed over through futexes: sequential consistency costs nothing here.
#define HOOKS(bits, type)                                                                                     \
  EXPORT type __tsan_atomic##bits##_load(const volatile type *a, int order) {                                 \
    point(a, sizeof *a, false, CALLER);                                                                       \
    return __atomic_load_n(a, __ATOMIC_SEQ_CST);                                                              \
  }                                                                                                           \
  EXPORT void __tsan_atomic##bits##_store(volatile type *a, type value, int order) {                          \
    point(a, sizeof *a, true, CALLER);                                                                        \
    __atomic_store_n(a, value, __ATOMIC_SEQ_CST);                                                             \
  }                                                                                                           \
  FETCH(bits, type, exchange, __atomic_exchange_n)                                                            \
  FETCH(bits, type, fetch_add, __atomic_fetch_add)                                                            \
  FETCH(bits, type, fetch_sub, __atomic_fetch_sub)                                                            \
  FETCH(bits, type, fetch_and, __atomic_fetch_and)                                                            \
  FETCH(bits, type, fetch_or, __atomic_fetch_or)                                                              \
  FETCH(bits, type, fetch_xor, __atomic_fetch_xor)                                                            \
  FETCH(bits, type, fetch_nand, __atomic_fetch_nand)                                                          \
  EXPORT int __tsan_atomic##bits##_compare_exchange_strong(                                                   \
      volatile type *a, type *expected, type value, int order, int failure_order) {                           \
    point(a, sizeof *a, true, CALLER);                                                                        \
    return exchanged(__atomic_compare_exchange_n(a, expected, value, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)); \
  }                                                                                                           \
  EXPORT int __tsan_atomic##bits##_compare_exchange_weak(                                                     \
      volatile type *a, type *expected, type value, int order, int failure_order) {                           \
    point(a, sizeof *a, true, CALLER);                                                                        \
    return exchanged(__atomic_compare_exchange_n(a, expected, value, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)); \
  }                                                                                                           \
  EXPORT type __tsan_atomic##bits##_compare_exchange_val(                                                     \
      volatile type *a, type expected, type value, int order, int failure_order) {                            \
    point(a, sizeof *a, true, CALLER);                                                                        \
    exchanged(__atomic_compare_exchange_n(a, &expected, value, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));       \
    return expected;                                                                                          \
  }

#define FETCH(bits, type, name, builtin)                                              \
  EXPORT type __tsan_atomic##bits##_##name(volatile type *a, type value, int order) { \
    point(a, sizeof *a, true, CALLER);                                                \
    return builtin(a, value, __ATOMIC_SEQ_CST);                                       \
  }

HOOKS(8, uint8_t)
HOOKS(16, uint16_t)
HOOKS(32, uint32_t)
HOOKS(64, uint64_t)

EXPORT void __tsan_atomic_thread_fence(int order) { __atomic_thread_fence(__ATOMIC_SEQ_CST); }
EXPORT void __tsan_atomic_signal_fence(int order) {}
