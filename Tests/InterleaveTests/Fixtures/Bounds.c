// Uses more than the engine keeps track of.
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

// Every second page, so that the compiler makes no one write of them.
void write_pages(char *memory, size_t pages) {
  for (size_t i = 0; i < pages; i += 2) memset(memory + i * 4096, 1, 4096);
}

void publish_all(atomic_int *numbers, size_t count) {
  for (size_t i = 0; i < count; i++) atomic_store_explicit(&numbers[i], 1, memory_order_release);
}
