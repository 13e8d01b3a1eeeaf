/* Allocation that never returns NULL: out of memory ends the program with one line, since nothing here can do
 * better with less. Everything returned is owned by the caller and freed with free(). */
#ifndef MWTOP_ALLOC_H
#define MWTOP_ALLOC_H

#include <stdarg.h>
#include <stddef.h>

#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))

/* `size` bytes, not cleared; size 0 gives a pointer that may be freed. */
void *mem_alloc(size_t size) __attribute__((malloc, returns_nonnull));
/* `count` elements of `size` bytes, all zero; the product is checked for overflow. */
void *mem_zalloc(size_t count, size_t size) __attribute__((malloc, returns_nonnull));
/* Grows or shrinks `old` (or NULL) to `count` elements of `size`; the old pointer is invalid afterwards. */
void *mem_resize(void *old, size_t count, size_t size) __attribute__((returns_nonnull));
char *mem_strdup(const char *text) __attribute__((malloc, returns_nonnull));
char *mem_strndup(const char *text, size_t length) __attribute__((malloc, returns_nonnull));
char *mem_printf(const char *format, ...) PRINTF_LIKE(1, 2) __attribute__((returns_nonnull));

#endif
