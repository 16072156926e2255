// Variables in which compiled Swift keeps the metadata of types and the tables of conformances that it has asked the
// runtime for. Whichever thread comes first fills one with what any would: its uses are no choice, and order nothing.
#define _GNU_SOURCE
#include <elf.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine.h"

// How the compiler ends their names: demangling cache, lazy cache and lazy table.
static const char *const endings[] = {"MD", "ML", "WL"};

static uintptr_t *caches;  // in order
static size_t cache_count;

static bool names_cache(const char *name) {
  size_t length = strlen(name);
  if (length < 4 || strncmp(name, "$s", 2) != 0) return false;
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
    if (strcmp(name + length - 2, endings[i]) == 0) return true;
  return false;
}

static int compare(const void *a, const void *b) {
  uintptr_t first = *(const uintptr_t *)a, second = *(const uintptr_t *)b;
  return (first > second) - (first < second);
}

// Whether so many bytes are in the file; the untrusted say where.
static bool is_within(uint64_t offset, uint64_t length, size_t size) {
  return offset <= size && length <= size - offset && offset % sizeof(uint64_t) == 0;
}

static void note_symbols(
    const char *file, size_t size, const Elf64_Shdr *table, const Elf64_Shdr *text, uintptr_t base) {
  const char *names = file + text->sh_offset;
  bool is_text = text->sh_offset <= size && text->sh_size <= size - text->sh_offset && text->sh_size > 0;
  if (!is_within(table->sh_offset, table->sh_size, size) || !is_text || names[text->sh_size - 1]) return;
  const Elf64_Sym *symbols = (const Elf64_Sym *)(file + table->sh_offset);
  size_t count = table->sh_size / sizeof *symbols;
  uintptr_t *found = malloc(count * sizeof *found);
  if (!found) return;
  cache_count = 0;
  for (size_t i = 0; i < count; i++)
    if (ELF64_ST_BIND(symbols[i].st_info) == STB_LOCAL && symbols[i].st_name < text->sh_size &&
        names_cache(names + symbols[i].st_name))
      found[cache_count++] = base + symbols[i].st_value;
  qsort(found, cache_count, sizeof *found, compare);
  free(caches);
  caches = found;
}

static void read_sections(const char *file, size_t size, uintptr_t base) {
  const Elf64_Ehdr *header = (const Elf64_Ehdr *)file;
  if (size < sizeof *header || memcmp(file, ELFMAG, SELFMAG) != 0) return;
  if (!is_within(header->e_shoff, header->e_shnum * sizeof(Elf64_Shdr), size)) return;
  const Elf64_Shdr *sections = (const Elf64_Shdr *)(file + header->e_shoff);
  for (int i = 0; i < header->e_shnum; i++)
    if (sections[i].sh_type == SHT_SYMTAB && sections[i].sh_link < header->e_shnum)
      note_symbols(file, size, &sections[i], &sections[sections[i].sh_link], base);
}

void caches_find(const char *path, uintptr_t base) {
  struct stat status;
  int descriptor = open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return;
  if (fstat(descriptor, &status) == 0 && status.st_size > 0) {
    size_t size = (size_t)status.st_size;
    char *file = mmap(NULL, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (file != MAP_FAILED) {
      read_sections(file, size, base);
      munmap(file, size);
    }
  }
  close(descriptor);
}

bool is_cache(uintptr_t address) {
  if (!cache_count || address < caches[0] || address > caches[cache_count - 1]) return false;
  return bsearch(&address, caches, cache_count, sizeof *caches, compare);
}
