// What the kit calls inside an execution.
#include "order.h"

EXPORT uint64_t interleave_time(void) { return engine.now; }

// A property may rely on it that the others do what they can meanwhile, and neither before nor after.
EXPORT void interleave_sleep(uint64_t nanoseconds) {
  order_release_to_all();
  self->patient = true;
  sleep_until(engine.now + nanoseconds, CALLER);
  self->patient = false;
  order_acquire_from_all();
}

EXPORT void interleave_release(const void *address) { order_release_at(address); }

EXPORT void interleave_acquire(const void *address) { order_acquire_at(address); }

EXPORT void interleave_record(enum interleave_operation operation, const char *text) {
  record(operation, NULL, text, CALLER);
}

EXPORT void interleave_use_state(const void *state, bool changes) {
  if (controlled()) observe_memory((uintptr_t)state, 1, changes);
}

EXPORT uint32_t interleave_history_begin(const char *model) {
  struct object history = {.kind = INTERLEAVE_HISTORY, .number = (uint16_t)++engine.result->history_count};
  record(INTERLEAVE_HISTORY_BEGIN, &history, model, CALLER);
  return history.number;
}

EXPORT void interleave_history_record(uint32_t number, enum interleave_operation operation, const char *text) {
  struct object history = {.kind = INTERLEAVE_HISTORY, .number = (uint16_t)number};
  record(operation, &history, text, CALLER);
}

EXPORT void interleave_input(uint64_t choice, const char *label, const char *value) {
  struct interleave_result *result = engine.result;
  if (result->input_count == INTERLEAVE_MAX_INPUTS)
    interleave_fail("the property drew more than 256 choices", __FILE__, __LINE__);
  result->inputs[result->input_count++] = (struct interleave_input){choice, keep_text(label), keep_text(value)};
}

EXPORT _Noreturn void interleave_fail(const char *message, const char *file, uint32_t line) {
  struct interleave_result *result = engine.result;
  result->file = keep_text(file);
  result->line = line;
  record(INTERLEAVE_EXPECTATION, NULL, NULL, CALLER);
  engine_finish(INTERLEAVE_FAILED, message);
}
