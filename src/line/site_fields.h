/* The numbers of a site's objects by JSON key, with the range in which each makes sense: one table for the reader and the writer. */
#ifndef MWTOP_SITE_FIELDS_H
#define MWTOP_SITE_FIELDS_H

#include "site.h"

/* The least value of what must be above zero. */
#define ABOVE_ZERO 1e-9

struct site_field {
	const char *key; /* NULL ends a table */
	size_t offset;   /* of a double in its struct */
	double least, most;
};

extern const struct site_field bus_fields[], feed_fields[], gen_fields[], store_fields[], gpu_fields[], training_fields[],
	policy_fields[], rule_fields[];

static inline double *site_field_at(void *object, const struct site_field *field) {
	return (double *)(void *)((char *)object + field->offset);
}

#endif
