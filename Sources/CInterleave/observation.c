// Notes, in guided executions, what every step used, for a search that reverses the order of conflicting steps.
#define _GNU_SOURCE
#include <semaphore.h>

#include "strategy.h"

enum { LATEST = 64 };  // how far back a repeated use is looked for

static uint64_t unseen_state;  // stands for all that no hook shows

// Whether a thread that wants to take the object could not go on.
static bool is_closed(const struct object *object) {
  int left = 1;
  switch (object->kind) {
    case INTERLEAVE_MUTEX: return object->owner;
    case INTERLEAVE_THREAD: return ((const struct thread *)object->address)->state != ENDED;
    case INTERLEAVE_SEMAPHORE:
    case INTERLEAVE_SCRIPT_LOCK:
      // In memory shared by processes the address is an offset.
      if (object->scope == (uint32_t)engine.running->process->number) sem_getvalue((sem_t *)object->address, &left);
      return left == 0;
  }
  return false;
}

static void note(struct interleave_touch access) {
  struct interleave_observation *notes = &engine.result->observation;
  if (notes->step_count == 0) return;
  struct interleave_step *step = &notes->steps[notes->step_count - 1];
  for (uint32_t i = 0; i < LATEST && i < step->access_count; i++) {
    const struct interleave_touch *other = &notes->accesses[notes->access_count - 1 - i];
    if (other->address == access.address && other->size == access.size && other->kind == access.kind &&
        (other->mode == access.mode || (other->mode == INTERLEAVE_WRITES && access.mode == INTERLEAVE_READS)))
      return;
  }
  if (notes->access_count == INTERLEAVE_MAX_ACCESSES) {
    notes->partial = true;
    return;
  }
  notes->accesses[notes->access_count++] = access;
  step->access_count++;
}

// ---- What the running step uses --------------------------------------------------------------

// Whether whatever has happened was before what the only thread left does.
static bool is_alone(void) {
  if (engine.live_count > 1) return false;
  for (int i = 0; i < engine.thread_count; i++)
    if (engine.threads[i]->state == ENDED && !engine.threads[i]->joined) return false;
  return true;
}

void observe_memory(uintptr_t address, size_t size, bool writes) {
  if (!observed() || size == 0 || is_alone()) return;
  note((struct interleave_touch){
      .address = address,
      .size = (uint32_t)size,
      .kind = INTERLEAVE_LOCATION,
      .mode = writes ? INTERLEAVE_WRITES : INTERLEAVE_READS});
}

void observe_object(const struct object *object) {
  if (!observed()) return;
  // No address has these bits. Two scopes may come to have the same, which makes more uses conflict, not fewer.
  uintptr_t address = (uintptr_t)object->address ^ (uintptr_t)(object->scope & 0x3FFF) << 48;
  // A futex is the memory that its users change by themselves.
  if (object->kind == INTERLEAVE_FUTEX)
    observe_memory(address, sizeof(uint32_t), true);
  else
    note((struct interleave_touch){
        .address = address, .size = 1, .kind = object->kind, .mode = INTERLEAVE_WRITES, .closed = is_closed(object)});
}

void observe_wake(const struct thread *thread, bool by_time) {
  if (!observed()) return;
  note((struct interleave_touch){
      .address = (uint64_t)thread->number, .mode = by_time ? INTERLEAVE_TIME_PASSES : INTERLEAVE_WAKES});
}

// Begins and ends of operations: only an end before a begin tells them apart.
void observe_operation(uint8_t operation) {
  if (!observed() || (operation != INTERLEAVE_OPERATION_BEGIN && operation != INTERLEAVE_OPERATION_END)) return;
  note((struct interleave_touch){
      .address = (uint64_t)(uintptr_t)&unseen_state,
      .size = 1,
      .mode = operation == INTERLEAVE_OPERATION_END ? INTERLEAVE_RETURNS : INTERLEAVE_READS});
}

void observe_failed_exchange(void) {
  struct interleave_observation *notes = &engine.result->observation;
  if (!observed() || notes->step_count == 0 || notes->steps[notes->step_count - 1].access_count == 0) return;
  struct interleave_touch *last = &notes->accesses[notes->access_count - 1];
  if (last->kind == INTERLEAVE_LOCATION && last->mode == INTERLEAVE_WRITES) last->mode = INTERLEAVE_READS;
}

void observe_unseen(void) {
  if (observed()) engine.result->observation.unseen = true;
}

void observe_less(void) {
  if (observed()) engine.result->observation.partial = true;
}

// ---- Steps -----------------------------------------------------------------------------------

static bool begin_note(uint16_t thread, const struct choice *choice) {
  struct interleave_observation *notes = &engine.result->observation;
  uint32_t candidates = choice ? (uint32_t)choice->count : 0;
  if (notes->step_count == INTERLEAVE_MAX_STEPS || notes->candidate_count + candidates > INTERLEAVE_MAX_CANDIDATES) {
    notes->partial = true;
    return false;
  }
  struct interleave_step *step = &notes->steps[notes->step_count++];
  *step = (struct interleave_step){
      .thread = thread,
      .standard = choice ? (uint16_t)choice->candidates[choice->standard]->number : thread,
      .candidate_count = (uint16_t)candidates,
      .first_candidate = notes->candidate_count,
      .first_access = notes->access_count,
      .among_waiters = choice && choice->among_waiters,
      .can_stay = choice && choice->can_stay,
      .pending = !choice};
  for (uint32_t i = 0; i < candidates; i++)
    notes->candidates[notes->candidate_count++] = (uint16_t)choice->candidates[i]->number;
  return true;
}

bool waits_to_take(const struct thread *thread) {
  uint8_t operation = thread->next.operation;
  return thread->pending && thread->pending == thread->next.object &&
         (operation == INTERLEAVE_LOCK || operation == INTERLEAVE_ACQUIRE || operation == INTERLEAVE_JOIN);
}

// What the thread does first in the step that it is chosen for.
static void note_next(const struct thread *thread) {
  struct interleave_observation *notes = &engine.result->observation;
  const struct step *next = &thread->next;
  notes->steps[notes->step_count - 1].takes = waits_to_take(thread);
  // A thread that was created is another's business already before its creator goes on.
  if (next->object && next->operation != INTERLEAVE_CREATE) observe_object(next->object);
  if (!next->object) observe_memory(next->address, next->size, next->writes);
  if (engine.plan->opaque) observe_memory((uintptr_t)&unseen_state, sizeof unseen_state, true);
}

void observe_choice(const struct choice *choice, const struct thread *chosen) {
  if (!begin_note((uint16_t)chosen->number, choice) || choice->among_waiters) return;
  // Those that time let go since the last step.
  for (int i = 0; i < engine.thread_count; i++) {
    struct thread *thread = engine.threads[i];
    if (thread->let_go_by_time) observe_wake(thread, true);
    thread->let_go_by_time = false;
  }
  note_next(chosen);
}

void observe_end(void) {
  if (!observed()) return;
  bool redundant = engine.result->ending == INTERLEAVE_REDUNDANT;
  for (int i = 0; i < engine.thread_count; i++) {
    const struct thread *thread = engine.threads[i];
    // What sleeping threads would do next was seen where they did it.
    bool could_run = thread->state == RUNNABLE && thread != engine.running && !redundant;
    bool waits = thread->state == BLOCKED && waits_to_take(thread);
    if ((could_run || waits) && begin_note((uint16_t)thread->number, NULL)) note_next(thread);
  }
}
