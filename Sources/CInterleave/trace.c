// Records what happens: events, choices, texts, and the objects by order of first use.
#define _GNU_SOURCE
#include <string.h>

#include "engine.h"

enum { MAX_OBJECTS = 1 << 11, SLOTS = 2 * MAX_OBJECTS };

// In order of creation, close together: a page that is touched is a page that is copied.
static struct object objects[MAX_OBJECTS];
static int object_count;
static uint16_t slots[SLOTS];  // an object's index and one; 0: free
static uint16_t object_numbers[INTERLEAVE_OBJECT_KINDS];
static uint32_t choices_since_deviation;

void trace_begin(void) {
  struct interleave_result *result = engine.result;
  // Everything but the large arrays, whose used parts are counted.
  memset(result, 0, offsetof(struct interleave_result, output));
  result->text_used = 1;  // offset 0 means no text
  if (engine.plan->profiled) memset(&result->profile, 0, offsetof(struct interleave_profile, creators));
  if (observed()) memset(&result->observation, 0, offsetof(struct interleave_observation, steps));
  result->digest = 0xcbf29ce484222325;
}

uint32_t keep_text(const char *text) {
  struct interleave_result *result = engine.result;
  if (!text) return 0;
  size_t length = strlen(text), room = INTERLEAVE_TEXT_BYTES - 1 - result->text_used;
  if (room == 0) return 0;
  if (length > room) length = room;
  uint32_t offset = result->text_used;
  memcpy(result->text + offset, text, length);
  result->text[offset + length] = 0;
  result->text_used += length + 1;
  if (result->text_used >= INTERLEAVE_TEXT_BYTES) result->text_used = INTERLEAVE_TEXT_BYTES - 1;
  return offset;
}

// ---- Objects ---------------------------------------------------------------------------------

static size_t slot_of(const void *address, uint32_t scope) {
  return (((uintptr_t)address >> 3) + scope) * 0x9E3779B97F4A7C15 >> 52;
}

// Open addressing; forgotten objects keep their slot, so that probing goes on past them.
struct object *object_in(uint32_t scope, const void *address, uint8_t kind) {
  size_t slot = slot_of(address, scope);
  for (; slots[slot]; slot = (slot + 1) & (SLOTS - 1)) {
    struct object *object = &objects[slots[slot] - 1];
    if (object->address == address && object->scope == scope && object->kind == kind) return object;
  }
  if (object_count == MAX_OBJECTS) engine_unmodelled("more than 2048 locks, conditions and semaphores", 0);
  objects[object_count] = (struct object){.address = address, .scope = scope, .kind = kind};
  slots[slot] = (uint16_t)++object_count;
  return &objects[object_count - 1];
}

struct object *object_at(const void *address, uint8_t kind) {
  uint32_t scope = scope_of(&address);
  return object_in(scope, address, kind);
}

void objects_copy(struct thread *from, struct thread *to) {
  for (int i = 0, count = object_count; i < count; i++) {
    const struct object *object = &objects[i];
    if (!object->owner || object->scope != (uint32_t)from->process->number) continue;
    struct object *copy = object_in((uint32_t)to->process->number, object->address, object->kind);
    copy->owner = object->owner == from ? to : object->owner;
    copy->depth = object->depth;
  }
}

void forget_object(const void *address) {
  uint32_t scope = scope_of(&address);
  for (size_t slot = slot_of(address, scope); slots[slot]; slot = (slot + 1) & (SLOTS - 1)) {
    struct object *object = &objects[slots[slot] - 1];
    if (object->address != address || object->scope != scope) continue;
    object->number = 0;
    object->owner = NULL;
    object->depth = 0;
    order_forget(object);
  }
}

struct object *next_held(const struct thread *thread, struct object *previous) {
  for (struct object *object = previous ? previous + 1 : objects; object < objects + object_count; object++)
    if (object->owner == thread) return object;
  return NULL;
}

// ---- Events ----------------------------------------------------------------------------------

static void mix(uint64_t value) {
  engine.result->digest = (engine.result->digest ^ value) * 0x100000001b3;
  engine.result->digest ^= engine.result->digest >> 29;
}

// Given at the first event, so that locks only libraries use take none.
void number_object(struct object *object) {
  if (!object->number) object->number = ++object_numbers[object->kind];
}

void record(uint8_t operation, struct object *object, const char *text, uintptr_t caller) {
  struct interleave_result *result = engine.result;
  if (object) number_object(object);
  observe_operation(operation);
  bool counts = object && object->kind != INTERLEAVE_LOCATION;
  mix(operation | (uint64_t)self->number << 8 | (uint64_t)(counts ? object->number : 0) << 24 |
      (uint64_t)(counts ? object->kind : 0) << 40);
  mix(engine.now);
  for (const char *c = text; c && *c; c++) mix((unsigned char)*c);
  result->events[result->event_count++ & (INTERLEAVE_MAX_EVENTS - 1)] = (struct interleave_event){
      .time = engine.now,
      .offset = engine.plan->detailed ? exercise_offset(caller) : 0,
      .text = keep_text(text),
      .place = operation == INTERLEAVE_NOTE ? 0 : self->place,
      .thread = (uint16_t)self->number,
      .object = object ? object->number : 0,
      .object_kind = object ? object->kind : INTERLEAVE_NO_OBJECT,
      .operation = operation,
  };
}

void record_choice(int chosen, int standard, enum interleave_deviation_kind kind) {
  struct interleave_result *result = engine.result;
  if (chosen == standard) {
    choices_since_deviation++;
    return;
  }
  if (result->deviation_count == INTERLEAVE_MAX_DEVIATIONS) {
    result->deviations_overflowed = true;
    return;
  }
  result->deviations[result->deviation_count++] = (struct interleave_deviation){
      .skip = choices_since_deviation,
      .thread = (uint32_t)chosen,
      .events = result->event_count,
      .step = (uint32_t)engine.running->steps,
      .running = (uint16_t)engine.running->number,
      .kind = (uint8_t)kind,
  };
  choices_since_deviation = 0;
}
