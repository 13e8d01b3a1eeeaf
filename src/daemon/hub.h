/* The newest lines as bytes, in a ring that all watchers share: what a watcher costs is its position. Every byte has a number, from 0 on. */
#ifndef MWTOP_HUB_H
#define MWTOP_HUB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hub;

/* `size` bytes are kept; a ring that a long line would fill grows. */
struct hub *hub_new(size_t size);
void hub_free(struct hub *h);
void hub_append(struct hub *h, const char *bytes, size_t count);
/* The first byte that is kept, and the one that comes next. */
uint64_t hub_begin(const struct hub *h);
uint64_t hub_end(const struct hub *h);
/* The first byte at which a whole line begins; hub_end when there is none. */
uint64_t hub_first_line(const struct hub *h);
/* Copies up to `room` bytes from *at on, moves *at behind them and returns their number; 0 at the end. *at must not lie before hub_begin. */
size_t hub_read(const struct hub *h, uint64_t *at, char *to, size_t room);
/* The same, but whole lines only: none of them is cut unless the first is longer than `room`. */
size_t hub_read_lines(const struct hub *h, uint64_t *at, char *to, size_t room);

#endif
