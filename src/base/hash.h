/* FNV-1a, 64 bits: tells texts apart where a chance meeting harms nobody. */
#ifndef MWTOP_HASH_H
#define MWTOP_HASH_H

#include <stddef.h>
#include <stdint.h>

static inline uint64_t hash_text(const char *text, size_t length) {
	uint64_t hash = 14695981039346656037u;
	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)text[i]) * 1099511628211u;
	return hash;
}

#endif
